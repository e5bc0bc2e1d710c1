"""Every URL of the portal: how it is asked, the right it asks for, the record that stands in its address.

A new URL name that is missing here fails tests/test_rights_table.py, which asks each of them as every role, inside
the area of the record and outside it:

    right   None: public; "": whoever has signed in; otherwise a code of accounts.rights
    record  what stands in the address (tests/rights_records.py makes it in the commune): outside its area it is 404
    own     the record belongs to one user: for everybody else it is 404
    shared  the record stands above all areas: everybody with the right may ask for it
"""

from dataclasses import dataclass

GET, POST = "GET", "POST"
FORM = (GET, POST)


@dataclass(frozen=True)
class Row:
    name: str
    right: str | None
    methods: tuple[str, ...] = (GET,)
    record: str = ""
    own: bool = False
    shared: bool = False


ACCOUNTS = (
    Row("accounts:sign_in", None, FORM),
    Row("accounts:sign_out", "", (POST,)),
    Row("accounts:change_password", "", FORM),
    Row("accounts:choose_post", "", (POST,)),
    Row("accounts:users", "accounts.manage"),
    Row("accounts:user_add", "accounts.manage", FORM),
    Row("accounts:user", "accounts.manage", FORM, record="user"),
    Row("accounts:post_add", "accounts.manage", FORM, record="user"),
    Row("accounts:reset_password", "accounts.manage", FORM, record="user"),
    Row("accounts:unlock", "accounts.manage", (POST,), record="user"),
    Row("accounts:post_end", "accounts.manage", FORM, record="post"),
    Row("accounts:clients", "accounts.manage"),
    Row("accounts:client_add", "accounts.manage", FORM),
    Row("accounts:client_revoke", "accounts.manage", FORM, record="client"),
    Row("accounts:events", "accounts.audit"),
    Row("accounts:verify_events", "accounts.audit", (POST,)),
)
CORE = (
    Row("search", ""),
    Row("healthz", None),
    Row("readyz", None),
    Row("set_language", None, (POST,)),
    Row("jobs", ""),
    Row("job", "", record="job", own=True),
    Row("job_progress", "", record="job", own=True),
    Row("job_cancel", "", (POST,), record="job", own=True),
    Row("job_retry", "", (POST,), record="job", own=True),
    Row("notices", ""),
    Row("notices_read", "", (POST,)),
    Row("notice", "", (POST,), record="notice", own=True),
    Row("file", "", record="file", own=True),
)
IMPORTS = (
    Row("imports", ""),
    Row("import_areas_population", "population.edit", FORM),
    Row("import_areas_population_template", "population.edit"),
    Row("import_households_roster", "households.import", FORM),
    Row("import_households_roster_template", "households.import"),
    Row("import_disbursement_plan", "disbursement.import", FORM),
    Row("import_disbursement_plan_template", "disbursement.import"),
    Row("import_disbursement_vouchers", "disbursement.import", FORM),
    Row("import_disbursement_vouchers_template", "disbursement.import"),
    Row("import_disbursement_statement", "disbursement.import", FORM),
    Row("import_disbursement_statement_template", "disbursement.import"),
    Row("import_reports_published", "reports.import", FORM),
    Row("import_reports_published_template", "reports.import"),
    Row("import_batch", "", record="import_batch", own=True),
    Row("import_columns", "", FORM, record="import_batch", own=True),
    Row("import_rows", "", record="import_batch", own=True),
    Row("import_check", "", (POST,), record="import_batch", own=True),
    Row("import_stop", "", (POST,), record="import_batch", own=True),
    Row("import_apply", "", (POST,), record="import_batch", own=True),
    Row("import_annotate", "", (POST,), record="import_batch", own=True),
    Row("import_undo", "", FORM, record="import_batch", own=True),
)
AREAS = (Row("areas:population", "population.edit", FORM, record="area"),)
HOUSEHOLDS = (
    Row("households:list", "households.view"),
    Row("households:register", "households.edit", FORM),
    Row("households:detail", "households.view", record="household"),
    Row("households:edit", "households.edit", FORM, record="household"),
    Row("households:move", "households.edit", FORM, record="household"),
    Row("households:close", "households.edit", FORM, record="household"),
    Row("households:discard", "households.decide", FORM, record="household"),
    Row("households:change_head", "households.edit", FORM, record="household"),
    Row("households:member_add", "households.edit", FORM, record="household"),
    Row("households:member_edit", "households.edit", FORM, record="member"),
    Row("households:member_leave", "households.edit", FORM, record="member"),
    Row("households:reveal", "households.reveal", (POST,), record="member"),
    Row("households:start_review", "households.edit", (POST,), record="household_in_round"),
    Row("households:review", "households.view", record="form"),
    Row("households:result", "households.view", record="scored_form"),
    Row("households:score", "households.edit", (POST,), record="form"),
    Row("households:reopen", "households.edit", (POST,), record="scored_form"),
    Row("households:return_review", "households.decide", FORM, record="scored_form"),
    Row("households:decide", "households.decide", FORM, record="scored_form"),
    Row("households:leave", "households.decide", FORM, record="form"),
    Row("households:take_up", "households.decide", (POST,), record="form"),
    Row("households:correct", "households.decide", FORM, record="scored_form"),
    Row("households:override", "households.edit", FORM, record="indicator_of_form"),
    Row("households:section", "households.edit", FORM, record="section_of_form"),
    Row("households:rounds", "households.view"),
    Row("households:round_open", "households.decide", FORM),
    Row("households:round", "households.view", record="round", shared=True),
    Row("households:round_confirm", "households.decide", FORM, record="round", shared=True),
    Row("households:round_leave", "households.decide", FORM, record="round", shared=True),
    Row("households:round_recognise", "households.decide", FORM, record="round", shared=True),
    Row("households:round_correct", "households.decide", FORM, record="round", shared=True),
    Row("households:round_list", "households.edit", (POST,), record="round", shared=True),
)
COMMITTEES = (
    Row("committees:tasks", "committees.view"),
    Row("committees:task_add", "committees.edit", FORM),
    Row("committees:task", "committees.view", record="task"),
    Row("committees:task_acknowledge", "committees.answer", (POST,), record="task"),
    Row("committees:task_report_done", "committees.answer", FORM, record="task"),
    Row("committees:task_verify", "committees.verify", (POST,), record="task"),
    Row("committees:task_return", "committees.verify", FORM, record="task"),
    Row("committees:documents", "committees.view"),
    Row("committees:document_add", "committees.edit", FORM),
    Row("committees:document", "committees.view", record="document"),
    Row("committees:document_edit", "committees.edit", FORM, record="document"),
)
PROGRAMS = (
    Row("programs:projects", "programs.view"),
    Row("programs:project_add", "programs.edit", FORM),
    Row("programs:project", "programs.view", record="project"),
    Row("programs:project_edit", "programs.edit", FORM, record="project"),
    Row("programs:participant_add", "programs.edit", FORM, record="project"),
    Row("programs:project_approve", "programs.edit", (POST,), record="project"),
    Row("programs:project_start", "programs.edit", (POST,), record="project"),
    Row("programs:project_finish", "programs.edit", (POST,), record="project"),
    Row("programs:works", "programs.view"),
    Row("programs:works_add", "programs.edit", FORM),
    Row("programs:works_edit", "programs.edit", FORM, record="works"),
    Row("programs:targets", "programs.view"),
    Row("programs:target_add", "programs.edit", FORM),
    Row("programs:target", "programs.edit", FORM, record="target"),
)
DISBURSEMENT = (
    Row("disbursement:line_list", "disbursement.view"),
    Row("disbursement:voucher_list", "disbursement.view"),
    Row("disbursement:movements", "disbursement.view"),
    Row("disbursement:advances", "disbursement.view"),
    Row("disbursement:statements", "disbursement.view"),
    Row("disbursement:statement", "disbursement.view", record="statement"),
    Row("disbursement:settle_item", "disbursement.enter", FORM, record="item_of_statement"),
    Row("disbursement:contracts", "disbursement.view"),
    Row("disbursement:contract", "disbursement.view", record="contract"),
    Row("disbursement:contract_entry", "disbursement.enter", FORM, record="contract"),
    Row("disbursement:gap_note", "disbursement.enter", FORM, record="contract"),
    Row("disbursement:reverse_contract_entry", "disbursement.enter", FORM, record="contract_entry"),
    Row("disbursement:contract_add", "disbursement.enter", FORM, record="line"),
    Row("disbursement:works_money", "disbursement.view", record="works"),
    Row("disbursement:project_money", "disbursement.view", record="project"),
    Row("disbursement:requests", "disbursement.view"),
    Row("disbursement:request", "disbursement.view", record="voucher_request"),
    Row("disbursement:withdraw_voucher", "disbursement.enter", (POST,), record="voucher_request"),
    Row("disbursement:approve_voucher", "disbursement.approve", (POST,), record="step_of_request"),
    Row("disbursement:refuse_voucher", "disbursement.approve", FORM, record="step_of_request"),
    Row("disbursement:steps", "disbursement.view"),
    Row("disbursement:step_add", "disbursement.sign", FORM),
    Row("disbursement:step_end", "disbursement.sign", FORM, record="approval_step"),
    Row("disbursement:periods", "disbursement.view"),
    Row("disbursement:period_close", "disbursement.plan", FORM),
    Row("disbursement:unallocated", "disbursement.view"),
    Row("disbursement:decisions", "disbursement.view"),
    Row("disbursement:decision_add", "disbursement.plan", FORM),
    Row("disbursement:decision", "disbursement.view", record="capital_decision"),
    Row("disbursement:decision_annex", "disbursement.view", record="capital_decision"),
    Row("disbursement:decision_check", "disbursement.plan", (POST,), record="capital_decision"),
    Row("disbursement:decision_return", "disbursement.plan", FORM, record="capital_decision"),
    Row("disbursement:decision_reject", "disbursement.sign", FORM, record="capital_decision"),
    Row("disbursement:decision_sign", "disbursement.sign", FORM, record="capital_decision"),
    Row("disbursement:decision_discard", "disbursement.plan", FORM, record="capital_decision"),
    Row("disbursement:decision_row_add", "disbursement.plan", FORM, record="act_of_decision"),
    Row("disbursement:decision_row", "disbursement.plan", FORM, record="row_of_decision"),
    Row("disbursement:account", "disbursement.view", record="holder"),
    Row("disbursement:pass_on", "disbursement.plan", FORM, record="holder"),
    Row("disbursement:line", "disbursement.view", record="line"),
    Row("disbursement:record_voucher", "disbursement.enter", (POST,), record="line"),
    Row("disbursement:reverse_voucher", "disbursement.enter", FORM, record="voucher"),
)
NEEDS = (
    Row("disbursement:needs", "disbursement.view"),
    Row("disbursement:need_totals", "disbursement.view"),
    Row("disbursement:need_add", "disbursement.need", FORM),
    Row("disbursement:need", "disbursement.view", record="need"),
    Row("disbursement:need_edit", "disbursement.need", FORM, record="need"),
    Row("disbursement:need_submit", "disbursement.need", (POST,), record="need"),
    Row("disbursement:need_accept", "disbursement.plan", (POST,), record="need"),
    Row("disbursement:need_return", "disbursement.plan", FORM, record="need"),
)
ALLOCATION = (
    Row("disbursement:allocations", "disbursement.view"),
    Row("disbursement:allocation_add", "disbursement.plan", FORM),
    Row("disbursement:allocation", "disbursement.view", record="allocation"),
    Row("disbursement:allocation_edit", "disbursement.plan", FORM, record="allocation"),
    Row("disbursement:criterion_add", "disbursement.plan", FORM, record="allocation"),
    Row("disbursement:criterion_edit", "disbursement.plan", FORM, record="criterion"),
    Row("disbursement:criterion_remove", "disbursement.plan", (POST,), record="criterion"),
    Row("disbursement:alternative_add", "disbursement.plan", FORM, record="allocation"),
    Row("disbursement:alternative_edit", "disbursement.plan", FORM, record="alternative"),
    Row("disbursement:alternative_work_out", "disbursement.plan", (POST,), record="alternative"),
    Row("disbursement:alternative_remove", "disbursement.plan", (POST,), record="alternative"),
    Row("disbursement:alternative_choose", "disbursement.plan", FORM, record="alternative"),
    Row("disbursement:limit_add", "disbursement.plan", FORM, record="alternative"),
    Row("disbursement:limit_remove", "disbursement.plan", (POST,), record="limit"),
    Row("disbursement:allocation_paper", "disbursement.view", record="allocation"),
    Row("disbursement:allocation_draft", "disbursement.plan", FORM, record="allocation"),
)
INSPECTIONS = (
    Row("inspections:recommendations", "inspections.view"),
    Row("inspections:recommendation", "inspections.view", record="recommendation"),
    Row("inspections:recommendation_answer", "inspections.answer", FORM, record="recommendation"),
    Row("inspections:recommendation_verify", "inspections.verify", (POST,), record="recommendation"),
    Row("inspections:recommendation_return", "inspections.verify", FORM, record="recommendation"),
    Row("inspections:plans", "inspections.view"),
    Row("inspections:plan_add", "inspections.edit", FORM),
    Row("inspections:plan", "inspections.view", record="plan"),
    Row("inspections:plan_edit", "inspections.edit", FORM, record="plan"),
    Row("inspections:visit_add", "inspections.edit", FORM, record="plan"),
    Row("inspections:visit", "inspections.view", record="visit"),
    Row("inspections:visit_edit", "inspections.edit", FORM, record="visit"),
    Row("inspections:recommendation_add", "inspections.edit", FORM, record="visit"),
)
REPORTS = (
    Row("home", ""),
    Row("reports:disbursement", "disbursement.view"),
    Row("reports:periodic", "disbursement.view"),
    Row("reports:close_year", "disbursement.close", FORM),
    Row("reports:poverty", "reports.view"),
    Row("reports:area", "", record="area"),
    Row("reports:published", ""),
    Row("reports:refresh", "reports.refresh", (POST,)),
)
API = (
    Row("api_index", ""),
    Row("api_schema", ""),
    Row("api_docs", ""),
    Row("api_areas", ""),
    Row("api_area", "", record="area", shared=True),
    Row("api_households", "households.view"),
    Row("api_household", "households.view", record="household"),
    Row("api_figures", "reports.view"),
    Row("api_disbursement_report", "disbursement.view"),
    Row("api_periodic_report", "disbursement.view"),
    Row("api_poverty_report", "reports.view"),
    Row("api_published_figures", ""),
)
ROWS = (
    *ACCOUNTS,
    *CORE,
    *IMPORTS,
    *AREAS,
    *HOUSEHOLDS,
    *COMMITTEES,
    *PROGRAMS,
    *DISBURSEMENT,
    *NEEDS,
    *ALLOCATION,
    *INSPECTIONS,
    *REPORTS,
    *API,
)
