"""The client's Customer Conduct Policy, word for word (line ends are ours). It stops where the original stops."""

POLICY_TEXT = """\
Customer Conduct

Customer Conduct Policy

Purpose statement

The goal of this procedure is to provide a positive, safe, and supportive approach to promoting acceptable and
appropriate customer conduct. Jack Keller Inc., REALTORS encourages respectful and considerate relationships between
Jack Keller Inc., REALTORS and its customers.

This procedure is also to establish a process that describes how the Corporation of Jack Keller Inc., REALTORS manages
unacceptable conduct by customers.

Scope

This procedure applies to all forms of communication by members of the public to Jack Keller Inc., REALTORS’
employees, vendors, sub-contractors and includes but is not limited to online, electronic, print, and verbal
communications.

Procedure

Providing excellent customer service is important to Jack Keller Inc., REALTORS delivering high quality programs and
services. Anyone acting on behalf of Jack Keller Inc., REALTORS are expected to conduct themselves in a respectful
manner.

Equally, customers are responsible for behaving in a respectful manner to promote an environment that can be shared by
all. This procedure is not intended to deal with generally difficult customers, Jack Keller Inc., REALTORS recognizes
customers are unique with varying interests and concerns. This procedure applies to customers whose conduct is
unacceptable. Determining whether behaviors or demands are unacceptable requires all circumstances of a particular
case to be taken into account. In most situations, the key difference is whether the conduct has a negative impact on
Jack Keller Inc., REALTORS staff’s ability to provide programs and services to others and that causes distress or
disruption without proper or justified cause.

Reporting unacceptable conduct

For the purposes of this procedure, unacceptable conduct is any action by a customer, which because of its nature or
frequency, has a disproportionate and unreasonable impact on Jack Keller Inc., REALTORS, staff, other customers,
services, time and/or resources.

Some examples of what we might consider to be unacceptable conduct are listed below. The list is not exhaustive, nor
does one single action on its own necessarily imply that the customer will be considered as unacceptable:

Unacceptable behavior

- Verbal including threats, profanity, rude or inappropriate language, attempts to goad or incite anger in others,
  harassment, discrimination

- Physical including aggressive or intimidating approaches to another individual, throwing articles in a deliberate or
  aggressive manner, physical striking of another individual

- Illegal activity including illegal consumption of alcohol or drugs, theft, possession of weapons, vandalism

- Any act that violates state or federal law, MLS rules, town permits, policies, or by-laws

- Any act that gives rise to concern for public safety

Unacceptable demands, persistence, lack of cooperation

- Demanding responses within an unreasonable timeframe and not within Jack Keller Inc., REALTORS Customer Service
  Standards

- Insisting on outcomes that are not possible or appropriate in the circumstances

- Demanding services that are of a nature or scale that cannot be provided by Jack Keller Inc., REALTORS

- Unwillingness or refusing to accept Jack Keller Inc., REALTORS cannot provide a particular service or action on a
  particular issue

- Persistently contacting Jack Keller Inc., REALTORS about the same matter when it has been considered and dealt with

- Repeatedly sending phone calls, voicemail messages, visits, letters, emails after being asked not to do so

- Contacting different staff seeking a different outcome or response

- Arguing frequently about a solution in the face of valid contrary explanations

- Displaying unhelpful behavior such as withholding information, misquoting others

- Refusing to cooperate with the complaints investigation process while still wishing their complaint to be resolved

- Making unjustified complaints about staff who are trying to deal with the issue or filing complaints about staff
  that are frivolous or vexatious in nature

- Making excessive demands on the time and resources of staff with a high volume or frequency of correspondence, or
  mingling requests with accusations and complaints

Jack Keller Inc., REALTORS recognizes the decision to deem a customer’s behavior, or request for information as
unacceptable could have significant consequences for the customer, including restricting their access to programs,
services, and/or property. As such, this procedure outlines clear examples of unacceptable behaviors and demands as
well as steps for staff to follow. Before deciding to apply any restrictions, we will ensure that:

The complaint or request for information has been dealt with properly and in line with the relevant procedures and
statutory guidelines, and

Staff have made every effort to satisfy the request or resolve the complaint

When these have been applied and where appropriate as a result of a repeated pattern of unacceptable conduct or a
single significant incident, staff will follow the process outlined in Appendix A.

Any restrictions made under this procedure are on a case-by-case basis and there is an opportunity for the affected
customer to appeal any restrictions, as outlined in Appendix A.

Definitions

Customer – includes but is not limited to residents, individuals, business, not-for-profit organizations,
stakeholders, community and corporate organizations that interact with Jack Keller Inc., REALTORS and its employees.

Frivolous – means a complaint that is reasonably perceived by Jack Keller Inc., REALTORS to be (a) without reasonable
or probable cause (b) without merit or substance, or (c) trivial.

Vexatious – means a complaint that is frivolous, and which is pursued in a manner that is reasonably perceived by Jack
Keller Inc., REALTORS to be (a) malicious (b) intended to embarrass or harass the recipient, or (c) intended to be a
nuisance.

Responsibilities

Customers are responsible for:

- Complying with this procedure

Employees are responsible for:

- Complying with this procedure

Directors are responsible for:

- Taking action when a customer’s conduct is unreasonable based on the criteria in this procedure

- Providing information to other departments, where appropriate, to make staff aware of any restrictions that have
  been put in place

- Keeping records of any decisions which shall include the name and address of each customer who is classified as
  unacceptable; what restrictions have been put in place; the end date of restrictions
"""


def words(text):
    """The words of a text without the dashes that only mark a list, to compare texts that are set differently."""
    return [word for word in text.split() if word != "-"]
