"""The parts of the server, by which its routes ask for them."""

from typing import Final

from aiohttp import web

from renderer.api.keys import Keys
from renderer.api.names import Names
from renderer.api.webhooks import Webhooks
from renderer.queue.jobs import Jobs
from renderer.store.addresses import Reach
from renderer.store.arrivals import Arrivals
from renderer.store.files import Files
from renderer.store.multipart import Multipart
from renderer.store.room import Room

arrivals: Final = web.AppKey("arrivals", Arrivals)
bodies: Final = web.AppKey("bodies", Room)
files: Final = web.AppKey("files", Files)
jobs: Final = web.AppKey("jobs", Jobs)
keys: Final = web.AppKey("keys", Keys)
multipart: Final = web.AppKey("multipart", Multipart)
names: Final = web.AppKey("names", Names)
reach: Final = web.AppKey("reach", Reach)
webhooks: Final = web.AppKey("webhooks", Webhooks)
