import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('restrictions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('event', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='conduct.event')),
                ('reference', models.CharField(max_length=20, unique=True)),
                ('status', models.CharField(choices=[('received', 'Received'), ('under_review', 'In review'), ('decided', 'Decided'), ('withdrawn', 'Withdrawn'), ('late_refused', 'Late, not taken in')], default='received', max_length=20)),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='cases.letter')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='restrictions.decision')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='cases.case')),
                ('about', models.CharField(blank=True, help_text='The restrictions picked, by reference; empty for all.', max_length=400)),
                ('words', models.TextField(max_length=5000)),
                ('wanted', models.CharField(blank=True, max_length=500, verbose_name='what they would like to happen')),
                ('grounds', models.CharField(blank=True, help_text='The grounds named, by code.', max_length=200)),
                ('channel', models.CharField(choices=[('email', 'Email'), ('post', 'Letter'), ('phone', 'Phone'), ('in_person', 'In person')], max_length=20)),
                ('spoken_for_by', models.CharField(blank=True, max_length=200, verbose_name='who speaks for them, with authority')),
                ('help_needed', models.CharField(blank=True, max_length=300, verbose_name='what they need to take part')),
                ('received_at', models.DateTimeField()),
                ('received_on', models.DateField()),
                ('deadline_on', models.DateField()),
                ('is_late', models.BooleanField(default=False)),
                ('late_reason', models.CharField(blank=True, max_length=500)),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entered_at', models.DateTimeField()),
                ('acknowledge_by', models.DateField()),
                ('decide_by', models.DateField()),
                ('extended_why', models.CharField(blank=True, max_length=300)),
                ('officer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to=settings.AUTH_USER_MODEL)),
                ('assigned_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('assigned_at', models.DateTimeField(blank=True, null=True)),
                ('assigned_on', models.DateField(blank=True, null=True)),
                ('acknowledgment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.letter')),
                ('good_cause', models.CharField(blank=True, max_length=500)),
                ('reasons', models.TextField(blank=True, max_length=4000)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_on', models.DateField(blank=True, null=True)),
                ('reply', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.letter')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawal', models.CharField(blank=True, max_length=500, verbose_name='how they took it back')),
            ],
            options={
                'indexes': [models.Index(fields=['-received_at', '-id'], name='appeal_newest'), models.Index(fields=['status', 'decide_by', 'id'], name='appeal_by_status')],
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='appeal_has_words'), models.UniqueConstraint(condition=models.Q(('status__in', ['received', 'under_review'])), fields=('letter',), name='one_open_appeal_per_letter', violation_error_message='An appeal against this letter is already open.'), models.UniqueConstraint(condition=models.Q(('status', 'decided')), fields=('letter',), name='appeal_decided_once_a_letter'), models.CheckConstraint(condition=models.Q(models.Q(('is_late', False), ('received_on__lte', models.F('deadline_on'))), models.Q(('is_late', True), ('received_on__gt', models.F('deadline_on')), models.Q(('late_reason', ''), _negated=True)), _connector='OR'), name='appeal_late_with_its_reason'), models.CheckConstraint(condition=models.Q(models.Q(('assigned_at__isnull', True), ('assigned_by__isnull', True), ('assigned_on__isnull', True), ('officer__isnull', True)), models.Q(('assigned_at__isnull', False), ('assigned_by__isnull', False), ('assigned_on__isnull', False), ('officer__isnull', False)), _connector='OR'), name='appeal_assigned_to_and_by'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'received'), _negated=True), ('officer__isnull', True), _connector='OR'), name='appeal_assigned_is_in_review'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'under_review'), _negated=True), models.Q(('acknowledgment__isnull', False), ('officer__isnull', False)), _connector='OR'), name='appeal_in_review_is_acknowledged'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['decided', 'late_refused']), _negated=True), models.Q(('decided_at__isnull', False), ('decided_on__isnull', False), ('officer__isnull', False), ('reply__isnull', False), models.Q(('reasons', ''), _negated=True)), _connector='OR'), name='appeal_decided_with_reasons'), models.CheckConstraint(condition=models.Q(models.Q(('is_late', True), ('status', 'decided'), _negated=True), models.Q(('good_cause', ''), _negated=True), _connector='OR'), name='appeal_late_needs_good_cause'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'withdrawn'), ('withdrawn_at__isnull', False), models.Q(('withdrawal', ''), _negated=True)), models.Q(models.Q(('status', 'withdrawn'), _negated=True), ('withdrawal', ''), ('withdrawn_at__isnull', True)), _connector='OR'), name='appeal_withdrawn_and_how')],
            },
        ),
        migrations.CreateModel(
            name='AppealOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('event', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='conduct.event')),
                ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='appeals.appeal')),
                ('restriction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeal_outcomes', to='restrictions.restriction')),
                ('result', models.CharField(choices=[('confirmed', 'Confirmed'), ('varied', 'Varied'), ('set_aside', 'Set aside')], max_length=12)),
                ('reasons', models.TextField(max_length=4000)),
                ('decided_at', models.DateTimeField()),
                ('new_end_on', models.DateField(blank=True, null=True)),
                ('parameters', models.TextField(blank=True, help_text='The lighter terms, where they changed.')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('appeal', 'restriction'), name='appeal_outcome_once'), models.CheckConstraint(condition=models.Q(('reasons', ''), _negated=True), name='appeal_outcome_gives_reasons'), models.CheckConstraint(condition=models.Q(models.Q(('result', 'varied'), models.Q(('new_end_on__isnull', False), models.Q(('parameters', ''), _negated=True), _connector='OR')), models.Q(models.Q(('result', 'varied'), _negated=True), ('new_end_on__isnull', True), ('parameters', '')), _connector='OR'), name='appeal_outcome_varied_says_what')],
            },
        ),
        migrations.CreateModel(
            name='AppealStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('event', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='conduct.event')),
                ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='appeals.appeal')),
                ('source', models.CharField(choices=[('customer', 'The customer, or who speaks for them'), ('decider', 'Who decided'), ('staff', 'Other staff'), ('meeting', 'Notes of a call or a meeting')], max_length=12)),
                ('words', models.TextField(max_length=5000)),
                ('said_at', models.DateTimeField()),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entered_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='appeal_statement_has_words')],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('event', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='conduct.event')),
                ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='appeals.appeal')),
                ('ground', models.CharField(choices=[('conduct', 'The conduct was wrongly identified'), ('facts', 'The facts are wrong'), ('preconditions', 'The procedure or a precondition was not met'), ('disproportionate', 'It is too much'), ('circumstances', 'Personal circumstances'), ('bias', 'Bias'), ('discrimination', 'Discrimination or accommodation'), ('new_evidence', 'New evidence')], max_length=20)),
                ('result', models.CharField(choices=[('upheld', 'Agreed'), ('partly', 'Agreed in part'), ('not_upheld', 'Not agreed')], max_length=12)),
                ('reasons', models.TextField(max_length=1000)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('appeal', 'ground'), name='finding_once'), models.CheckConstraint(condition=models.Q(('reasons', ''), _negated=True), name='finding_gives_reasons')],
            },
        ),
    ]
