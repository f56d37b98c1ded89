# The bot with its local model: docker build -t restyle .
# Without it, for pictures from fal or modelrunner alone: docker build --build-arg LOCK=requirements-hosted.lock -t restyle:hosted .

FROM python:3.13-slim AS packages
ARG LOCK=requirements.lock
COPY ${LOCK} /requirements.lock
RUN python -m venv /opt/restyle \
    && /opt/restyle/bin/pip install --no-cache-dir --require-hashes --no-deps -r /requirements.lock

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin restyle \
    && install --directory --owner=restyle --mode=700 /data
COPY --from=packages /opt/restyle /opt/restyle
COPY . /app
RUN /opt/restyle/bin/python -m compileall -q /app
WORKDIR /app
ENV PATH=/opt/restyle/bin:$PATH PYTHONUNBUFFERED=1 DATA_DIR=/data
USER 10001
VOLUME /data
# Whether the process lives; /readyz says whether Discord and the database are there, which no restart helps.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request as http; http.urlopen(f'http://127.0.0.1:{os.environ.get(\"WEB_PORT\") or 8080}/healthz', timeout=4)"]
# SIGTERM lets what runs finish, for ten seconds (a paid call on the wire for longer), and what waits goes on at the next start.
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m"]
CMD ["bot"]
