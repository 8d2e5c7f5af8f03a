"""The customers of the sample: who they are and what they asked. All of it is invented."""

# name, kind, street, phone: the last is also the first half of an e-mail address
CUSTOMERS = [
    ("Robin Castellan", "resident", "214 Sample Lane"), ("Taylor Brandt", "individual", "8 Orchard Row"),
    ("Devon Ashby", "resident", "51 Mill Street"), ("Casey Harrow", "individual", "77 Linden Road"),
    ("Morgan Tvedt", "individual", "3 Quarry Close"), ("Alexis Farrow", "resident", "19 Harbor Court"),
    ("Jamie Oduya", "individual", "640 Station Road"), ("Riley Novotny", "resident", "28 Elm Terrace"),
    ("Quinn Halloran", "individual", "5 Vine Street"), ("Harbor Court Tenants", "community", "12 Harbor Court"),
    ("Sasha Lindgren", "resident", "90 Mason Avenue"), ("Jordan Veles", "individual", "14 Birch Hill"),
    ("Avery Stone Plumbing", "business", "301 Foundry Way"), ("Frankie Dumont", "resident", "66 River Walk"),
    ("Emerson Achebe", "individual", "2 Chapel Lane"), ("Drew Kowalczyk", "resident", "118 Sunset Drive"),
    ("Marlow Jensen", "individual", "43 Park View"), ("Noel Beaumont", "resident", "9 Hill Street"),
    ("Open Door Housing", "not_for_profit", "200 Market Square"), ("Rowan Ibarra", "individual", "37 Cedar Court"),
    ("Skyler Whitcomb", "resident", "71 Garden Street"), ("Lennox Pereira", "individual", "15 Bridge Road"),
    ("Blair Anand", "resident", "82 Meadow Lane"), ("Hollis Grant", "stakeholder", "500 Commerce Drive"),
    ("Reese Okonkwo", "individual", "24 Bay Street"), ("Shiloh Marchand", "resident", "60 Prospect Avenue"),
    ("Ellis Thornbury", "individual", "11 School Lane"), ("Parker Szabo", "resident", "33 Willow Way"),
    ("Corin Vasquez", "individual", "48 Union Street"), ("Tate Lindholm", "resident", "7 Lake Road"),
    ("Indigo Ferrell", "individual", "26 Forest Drive"), ("Summit Property Partners", "corporate", "900 Tower Plaza"),
    ("Remy Castellano", "individual", "214 Sample Court"), ("Jules Abernathy", "resident", "39 Spring Street"),
    ("Kendall Moretti", "individual", "57 North Road"), ("Ari Goldwyn", "resident", "80 South Street"),
    ("Lane Petrova", "individual", "22 East Avenue"), ("Micah Sorrel", "resident", "13 West Lane"),
    ("Nico Aldana", "individual", "45 Pine Street"), ("Oakley Brandt", "resident", "8 Orchard Road"),
    ("Sidney Larkin", "individual", "17 Canal Street"), ("Toby Ashgrove", "resident", "29 Weir Lane"),
    ("Wren Delacroix", "individual", "64 Hollow Way"),
]  # fmt: skip

# What was seen and heard: kind of report, exact categories, how, the words, what it did to the work
EVENTS = {
    "calls": (
        ["UD06", "UD05"], ["UD06", "UD05"], "phone",
        "Eleven calls in one day about the same deposit. I asked for email so that we keep one record, and sent the same in writing. "
        "The calls went on until we closed.",
        "The front desk could not take other calls for about an hour.",
    ),
    "staff": (
        ["UD07"], ["UD07", "UD02"], "phone",
        "They asked three of us for a different answer about the same deposit, and told each of us that the last one had agreed.",
        "Three people stopped their work to look up the same file.",
    ),
    "shouting": (
        ["UB1"], ["UB1b", "UB1c"], "in_person",
        "They shouted and swore at the counter when I said that the manager was out. I asked them to lower their voice. "
        "They went on for ten minutes, then left.",
        "Two other customers left without being helped.",
    ),
    "threat": (
        ["UB1", "UB2"], ["UB1a", "UB2a"], "listing",
        "At the open house they stood very close to me, blocked the door and said “you will be sorry you came here”. I left by the back door and "
        "called the police.",
        "I did not feel safe to go on. The open house was closed early.",
    ),
    "emails": (
        ["UD12", "UD06"], ["UD12", "UD06"], "email",
        "Twenty-three emails since Friday, each to five of us, about the repair that was finished last week. I had asked for one email a week.",
        "It took most of a morning to read and file them.",
    ),
    "visit": (
        ["UD06", "UB1"], ["UD06", "UB1c"], "in_person",
        "They came to the office for the fourth time this week without an appointment and would not leave the waiting room until closing time.",
        "We had to move two meetings.",
    ),
    "upset": (
        ["UD04"], [], "phone",
        "They were upset that the showing was canceled and said that we waste their time. They said sorry at the end of the call.",
        "None worth naming.",
    ),
    "paint": (
        ["UB3"], ["UB3d"], "in_person",
        "The sign of the listing was painted over. A neighbor saw the customer do it and gave me a photo.",
        "The sign had to be made again, 180 dollars.",
    ),
}  # fmt: skip

# What triage writes for the log of violent incidents, which names nobody.
LOGGED = {
    "threat": {
        "log_what": "At an open house a customer stood very close to a member of staff, blocked the door and threatened them.",
        "log_response": "The member of staff left by the back door and called the police. The open house was closed early.",
        "log_injuries": "Nobody",
    }
}
