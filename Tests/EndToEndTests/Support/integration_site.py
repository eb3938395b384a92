"""A site that signs people in with software of PyPI, set up by what `hue-sso client add --preset` prints, and by nothing else.

    integration_site.py SOFTWARE PORT

It reads one line of JSON with that text as "configuration", and answers with one that says where a sign-in begins. The page
at / has who is signed in.
"""

import json
import os
import sys
import tempfile
from wsgiref.simple_server import WSGIRequestHandler, make_server

PAGE = '<!doctype html><html lang="vi"><title>Python</title><h1 id="name">{}</h1><p id="email">{}</p></html>'


def authlib(text, origin):
    from authlib.integrations.flask_client import OAuth
    from flask import Flask, redirect, session

    app = Flask(__name__)
    app.secret_key = os.urandom(32)
    oauth = OAuth(app)
    exec(text, {"oauth": oauth})

    @app.get("/login")
    def login():
        return oauth.hue.authorize_redirect(origin + "/auth")

    @app.get("/auth")
    def auth():
        session["person"] = dict(oauth.hue.authorize_access_token()["userinfo"])
        return redirect("/")

    @app.get("/")
    def home():
        person = session.get("person", {})
        return PAGE.format(person.get("name", ""), person.get("email", ""))

    return app, "/login"


# This version of social-auth begins by POST only.
BEGIN = """<!doctype html><html lang="vi"><title>Python</title><form method="post" action="/login/oidc/"></form>
<script>document.forms[0].submit()</script></html>"""

DJANGO = {
    "django-allauth": ("accounts/", "allauth.urls", "/accounts/oidc/hue-sso/login/"),
    "mozilla-django-oidc": ("oidc/", "mozilla_django_oidc.urls", "/oidc/authenticate/"),
    "social-auth": ("", "social_django.urls", "/begin"),
}


def django(software, text, folder):
    import django as framework
    from django.conf import settings

    values = {
        "INSTALLED_APPS": [
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
        ],
        "MIDDLEWARE": [
            "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.common.CommonMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
    }
    exec(text, values)
    settings.configure(
        SECRET_KEY="tests", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, USE_TZ=True,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.path.join(folder, "site.sqlite")}},
        TEMPLATES=[{
            "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        }],
        **{name: value for name, value in values.items() if name.isupper()})
    framework.setup()
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpResponse
    from django.urls import include, path

    def home(request):
        user = request.user
        return HttpResponse(PAGE.format(user.get_full_name() or user.get_username(), getattr(user, "email", "")))

    prefix, urls, login = DJANGO[software]
    globals()["urlpatterns"] = [path("", home), path("begin", lambda _: HttpResponse(BEGIN))] + [path(prefix, include(urls))]
    call_command("migrate", verbosity=0)
    return get_wsgi_application(), login


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


def main():
    software, port = sys.argv[1], int(sys.argv[2])
    origin = f"http://localhost:{port}"
    text = json.loads(sys.stdin.readline())["configuration"]
    with tempfile.TemporaryDirectory() as folder:
        app, login = authlib(text, origin) if software == "authlib" else django(software, text, folder)
        server = make_server("127.0.0.1", port, app, handler_class=Quiet)
        print(json.dumps({"login": origin + login}), flush=True)
        server.serve_forever()


main()
