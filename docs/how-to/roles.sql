-- The roles and the database of the portal, once per server, as a superuser (docs/how-to/deploy.md):
--     OWNER_PASSWORD=... WEB_PASSWORD=... WORKER_PASSWORD=... psql --file=docs/how-to/roles.sql
\set ON_ERROR_STOP on
\getenv owner_password OWNER_PASSWORD
\getenv web_password WEB_PASSWORD
\getenv worker_password WORKER_PASSWORD
CREATE ROLE portal_web NOLOGIN;
CREATE ROLE portal_system NOLOGIN;
CREATE ROLE portal_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE portal_web_login LOGIN NOINHERIT PASSWORD :'web_password';
CREATE ROLE portal_worker_login LOGIN NOINHERIT PASSWORD :'worker_password';
GRANT portal_web TO portal_web_login, portal_worker_login;
GRANT portal_system TO portal_worker_login;
ALTER ROLE portal_web_login SET role TO 'portal_web';
ALTER ROLE portal_worker_login SET role TO 'portal_web';
CREATE DATABASE portal OWNER portal_owner ENCODING 'UTF8' TEMPLATE template0;
