"""What waits for a person, in the browser; and what becomes of it in Outlook."""

from lxml import html

from tests.flow.firm import BOB, Firm
from tests.flow.test_review import a_question
from tests.flow.threads.answering import linked_to, two_deals
from tests.web.conftest import Judge
from tests.web.site import Site, forms_of


def test_a_click_on_a_candidate_settles_the_thread_and_outlook_shows_it(firm: Firm, firm_site: Site):
    first, second = two_deals(firm)
    mails = a_question(firm)
    with firm_site.as_("bob") as bob:
        page = bob.get("/day").text
        offered = [form for form in forms_of(page) if form.get("opportunity") == f"OPP-{second.number}"]
        assert len(offered) == 1
        assert "Why it waits:" in page
        action = action_of(page, offered[0])
        answer = bob.post(action, data=offered[0])
        assert (answer.status_code, answer.headers["location"]) == (303, "/day")
        assert f"OPP-{second.number}" not in bob.get("/review").text
    assert linked_to(firm, "RE: Again") == [(second.number, "thread")]
    firm.cycle()
    firm.cycle()
    assert [firm.categories(mail) for mail in mails] == [[f"OPP-{second.number} Support"]] * 3
    assert first.number != second.number


def test_what_was_typed_is_kept_where_nothing_answers_to_it(firm: Firm, firm_site: Site):
    two_deals(firm)
    a_question(firm)
    with firm_site.as_("bob") as bob:
        page = bob.get("/review").text
        [form] = [one for one in forms_of(page) if one.get("opportunity") == ""]
        answer = bob.post(action_of(page, form), data=form | {"opportunity": "Nowhere <i>"})
    assert answer.status_code == 422
    assert 'value="Nowhere &lt;i&gt;"' in answer.text
    assert "there is none for" in answer.text


def test_whoever_comes_second_is_told_that_it_was_settled(firm: Firm, firm_site: Site):
    first, second = two_deals(firm)
    a_question(firm)
    with firm_site.as_("bob") as bob, firm_site.as_("eve") as eve:
        page = bob.get("/review").text
        bobs, eves = (
            [form for form in forms_of(one) if form.get("opportunity") == f"OPP-{deal.number}"]
            for one, deal in ((page, first), (eve.get("/review").text, second))
        )
        action = action_of(page, bobs[0])
        assert bob.post(action, data=bobs[0]).status_code == 303
        late = eve.post(action, data=eves[0])
    assert late.status_code == 422
    [told] = html.fromstring(late.text).xpath("//*[@role='alert']")
    assert "does not wait" in told.text_content()
    assert linked_to(firm, "RE: Again") == [(first.number, "thread")]


def test_it_belongs_to_none_and_can_be_taken_back(firm: Firm, firm_site: Site):
    two_deals(firm)
    a_question(firm)
    with firm_site.as_("bob") as bob:
        page = bob.get("/review").text
        [form] = [one for one in forms_of(page) if set(one) == {"once"} and "/dismiss" in action_of(page, one)]
        answer = bob.post(action_of(page, form), data=form)
        after = bob.get(answer.headers["location"]).text
        assert "Nothing waits for a person." in after
        [undo] = [one for one in forms_of(after) if "undo" in one]
        bob.post(action_of(after, undo), data=undo)
        assert "Why it waits:" in bob.get("/review").text


def test_many_that_vanished_at_once_are_judged_by_a_person(firm: Firm, firm_site: Site):
    firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    mails = [firm.outlook().deliver_mail("ann@client.example", f"Mail {n}") for n in range(12)]
    firm.cycle()
    firm.cycle()
    for mail in mails:
        firm.outlook().remove_category(mail, firm.categories(mail)[0])
    firm.cycle()
    firm.cycle()
    with firm_site.as_("bob") as bob:
        page = bob.get("/review").text
        assert "12 items lost the category of" in page
        [form] = forms_of(page, "/review/lost")
        bob.post("/review/lost", data=form | {"judged": "accident"})
        assert "12 items lost" not in bob.get("/review").text
    firm.cycle()
    assert all(firm.categories(mail) for mail in mails)


def test_the_pages_are_for_everybody(firm: Firm, firm_site: Site, browser, faults_for_everybody: Judge):
    two_deals(firm)
    a_question(firm)
    context = browser.new_context(base_url=firm_site.url)
    context.add_cookies([{"name": "dealtrail", "value": firm_site.key_of("bob"), "url": firm_site.url}])
    page = context.new_page()
    for path in ("/day", "/review", "/mailboxes"):
        page.goto(path)
        assert faults_for_everybody(page) == []
    context.close()


def action_of(page: str, form: dict[str, str]) -> str:
    """Where the form goes that carries this mark."""
    from lxml import html

    [found] = html.fromstring(page).xpath("//form[input[@name='once' and @value=$once]]", once=form["once"])
    return str(found.get("action"))
