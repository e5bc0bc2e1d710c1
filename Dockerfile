# An image of the portal's programs for servers of your own (docker-compose.example.yml). Not tested yet.
FROM node:22-slim AS front-end
WORKDIR /portal
COPY package.json package-lock.json .npmrc ./
RUN npm ci

FROM python:3.12-slim
WORKDIR /portal
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
COPY --from=front-end /portal/node_modules node_modules
ENV PORTAL_STATIC_ROOT=/portal/staticfiles
RUN PORTAL_VAR=/tmp/build python manage.py collectstatic --noinput --verbosity=0 && rm -r /tmp/build
RUN python -c 'from core.local_servers.catalogues import compile_stale; compile_stale()' \
    && useradd --system --create-home portal \
    && install --directory --owner=portal /var/lib/portal /var/lib/portal/files
ENV PORTAL_VAR=/var/lib/portal PYTHONUNBUFFERED=1
USER portal
VOLUME /var/lib/portal
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--bind=0.0.0.0:8000", "--worker-class=gthread", "--workers=4", "--threads=8", \
     "--preload", "--graceful-timeout=8", "--timeout=60", "--no-control-socket"]
