"""Assembly: every part of this room, built once in reading order."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from domain.keeping import Keeping
from domain.pauses import Pauses
from domain.quota import Limits
from domain.styles import Style
from images.workshop import Workshop
from jobs.accounts import Accounts
from jobs.admission import Admission
from jobs.bookkeeping import Bookkeeping
from jobs.books import Books
from jobs.cancelling import Cancelling
from jobs.collection import Collection
from jobs.consents import Consents
from jobs.figures import Counts, Reporting
from jobs.history import History
from jobs.house import House
from jobs.line import Line
from jobs.loras import LoraHosts
from jobs.outbox import Outbox
from jobs.pages import Pages
from jobs.pause import Pause
from jobs.personal import Personal
from jobs.pictures import Pictures
from jobs.preferences import Preferences
from jobs.questions import Questions
from jobs.recognition import Recognition
from jobs.relief import Relief
from jobs.rendering import Rendering
from jobs.reports import Reports
from jobs.retention import Retention
from jobs.reviews import Reviews
from jobs.routing import Routing
from jobs.rules import Rules
from jobs.safety import Safety
from jobs.search import Search
from jobs.showing import Delivery
from jobs.standing import AllProcesses
from jobs.styles import Styles
from jobs.submission import Submission
from jobs.tokens import Tokens
from jobs.worker import Share, Worker
from providers.provider import Provider
from storage.database import Database
from storage.places import Place
from storage.signals import Signals


@dataclass(frozen=True, slots=True)
class Jobs:
    """What the rooms above may ask of this one."""

    admission: Admission
    worker: Worker
    cancelling: Cancelling
    routing: Routing
    outbox: Outbox
    accounts: Accounts
    history: History
    pages: Pages
    rules: Rules
    house: House
    preferences: Preferences
    styles: Styles
    consents: Consents
    questions: Questions
    reports: Reports
    reviews: Reviews
    personal: Personal
    retention: Retention
    bookkeeping: Bookkeeping
    tokens: Tokens
    books: Books
    reporting: Reporting
    pictures: Pictures
    recognition: Recognition
    all_processes: AllProcesses | None  # where there are others


@dataclass(frozen=True, slots=True)
class Store:
    """Where things are kept: the rows, the files, and the workshop that makes the files."""

    database: Database
    files: Place
    workshop: Workshop
    marks: bool = True  # whether what is shown says in its file that a model made it

    @property
    def pictures(self) -> Pictures:
        """Return the pictures of the store, for who speaks with members."""
        return Pictures(self.database, self.files, self.workshop, marks=self.marks)


def assemble(
    store: Store,
    providers: Sequence[Provider],
    delivery: Delivery,
    limits: Limits,
    pauses: Pauses,
    *,
    pause: Pause,
    keeping: Keeping,
    styles: Sequence[Style] = (),
    lora_hosts: Sequence[str] = (),
    safety: Safety | None = None,
    signals: Signals | None = None,
    share: Share | None = None,
) -> Jobs:
    """Build the parts, for the program and for its tests alike."""
    database, files, safety = store.database, store.files, safety or Safety()
    signals = signals or Signals()
    by_name = {provider.name: provider for provider in providers}
    routing, counts = (
        Routing(providers, pauses, time.monotonic if database.alone else time.time),
        Counts(database),
    )
    preferences, consents, history = Preferences(database), Consents(database), History(database)
    outbox = Outbox(database, store.pictures, delivery, by_name, preferences, limits, pauses)
    line = Line(database, outbox, routing)
    submission = Submission(database, files, routing, outbox, pauses, pause)
    collection = Collection(files, store.workshop, safety, pauses, marks=store.marks)
    rendering = Rendering(database, submission, collection, routing, outbox, line, limits.budgets, pauses)
    relief = Relief(database, routing, limits.budgets, pauses)
    search = Search(database, routing, pauses)
    personal = Personal(database, files, keeping)
    worker = Worker(
        database,
        routing,
        rendering,
        relief,
        search,
        outbox,
        line,
        limits,
        pauses,
        pause,
        signals,
        share or Share(),
    )
    cancelling = Cancelling(database, limits, signals)
    return Jobs(
        Admission(database, routing, worker, consents, store.pictures, safety, limits, pause, counts),
        worker,
        cancelling,
        routing,
        outbox,
        Accounts(database, limits),
        history,
        Pages(database),
        Rules(database, limits),
        House(database, cancelling),
        preferences,
        Styles(database, routing, store.pictures, styles, LoraHosts(lora_hosts)),
        consents,
        Questions(database),
        Reports(database, history, outbox),
        Reviews(database, outbox, worker),
        personal,
        Retention(database, files, keeping.picture_days, first=(personal.erase_due,)),
        Bookkeeping(database),
        Tokens(database),
        Books(database),
        Reporting(database, counts),
        store.pictures,
        Recognition(database, files, store.workshop),
        None if database.alone else AllProcesses(database, pause, routing, signals),
    )
