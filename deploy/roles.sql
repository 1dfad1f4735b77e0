-- Two roles and the database, on any PostgreSQL >= 16. Run once, as the server's administrator:
--     DIWAN_OWNER_PASSWORD=… DIWAN_APP_PASSWORD=… psql -f deploy/roles.sql
-- diwan_owner changes the schema (migrations only). diwan_app runs the application: it reads and writes rows, and the
-- migrations take from it UPDATE, DELETE and TRUNCATE on the tables that only grow (the journal).
\set ON_ERROR_STOP on
\getenv owner_password DIWAN_OWNER_PASSWORD
\getenv app_password DIWAN_APP_PASSWORD

CREATE ROLE diwan_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE diwan_app LOGIN PASSWORD :'app_password';
CREATE DATABASE diwan OWNER diwan_owner ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C.UTF-8' TEMPLATE template0;

\connect diwan
REVOKE ALL ON DATABASE diwan FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE diwan TO diwan_app;
GRANT ALL ON SCHEMA public TO diwan_owner;
GRANT USAGE ON SCHEMA public TO diwan_app;
-- What migrations will make, the application may use.
ALTER DEFAULT PRIVILEGES FOR ROLE diwan_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO diwan_app;
ALTER DEFAULT PRIVILEGES FOR ROLE diwan_owner GRANT USAGE, SELECT ON SEQUENCES TO diwan_app;
