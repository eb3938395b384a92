import OpenIDConnect

// Software in Python.
extension Preset {
    static let python = [
        superset, pgAdmin, jupyterHub, djangoAllauth, mozillaDjangoOIDC, socialAuth, authlib, streamlit, synapse,
    ]

    private static let superset = Preset(
        "superset", "Apache Superset 6.1 (Flask-AppBuilder 5.3)", callback: "/oauth-authorized/hue-sso",
        logout: "/login/",
        """
        # superset_config.py
        from flask_appbuilder.security.manager import AUTH_OAUTH
        from superset.security import SupersetSecurityManager

        AUTH_TYPE = AUTH_OAUTH
        AUTH_USER_REGISTRATION = True
        AUTH_USER_REGISTRATION_ROLE = "Gamma"
        OAUTH_PROVIDERS = [{
            "name": "hue-sso", "icon": "fa-key", "token_key": "access_token",
            "remote_app": {
                "client_id": "{id}", "client_secret": "{secret}",
                "server_metadata_url": "{issuer}/.well-known/openid-configuration",
                "api_base_url": "{issuer}/oauth2/",
                "client_kwargs": {"scope": "openid profile email", "code_challenge_method": "S256"},
            },
        }]

        class HueSecurityManager(SupersetSecurityManager):
            def oauth_user_info(self, provider, response=None):
                me = self.appbuilder.sm.oauth_remotes[provider].get("userinfo").json()
                return {"username": me["sub"], "email": me["email"], "first_name": me.get("name", ""), "last_name": ""}

        CUSTOM_SECURITY_MANAGER = HueSecurityManager
        """
    ) {
        $0.needsEmail()
    }

    private static let pgAdmin = Preset(
        "pgadmin", "pgAdmin 9.18", callback: "/oauth2/authorize", logout: "/login",
        """
        # config_local.py
        AUTHENTICATION_SOURCES = ["oauth2", "internal"]
        OAUTH2_AUTO_CREATE_USER = True
        OAUTH2_CONFIG = [{
            "OAUTH2_NAME": "hue-sso", "OAUTH2_DISPLAY_NAME": "Hue SSO",
            "OAUTH2_CLIENT_ID": "{id}", "OAUTH2_CLIENT_SECRET": "{secret}",
            "OAUTH2_SERVER_METADATA_URL": "{issuer}/.well-known/openid-configuration",
            "OAUTH2_AUTHORIZATION_URL": "{issuer}/oauth2/authorize",
            "OAUTH2_TOKEN_URL": "{issuer}/oauth2/token",
            "OAUTH2_API_BASE_URL": "{issuer}/oauth2/", "OAUTH2_USERINFO_ENDPOINT": "userinfo",
            "OAUTH2_SCOPE": "openid profile email", "OAUTH2_USERNAME_CLAIM": "email",
            "OAUTH2_CHALLENGE_METHOD": "S256", "OAUTH2_RESPONSE_TYPE": "code",
            "OAUTH2_LOGOUT_URL": "{issuer}/oauth2/logout?post_logout_redirect_uri={url}/login&id_token_hint={id_token}",
        }]
        """
    ) {
        $0.needsEmail()
        $0.tokens.idTokenClaims = ["email"]
    }

    private static let jupyterHub = Preset(
        "jupyterhub", "JupyterHub 6.1 (oauthenticator 17.4)", callback: "/hub/oauth_callback", logout: "/hub/login",
        """
        # jupyterhub_config.py
        c.JupyterHub.authenticator_class = "generic-oauth"
        c.GenericOAuthenticator.client_id = "{id}"
        c.GenericOAuthenticator.client_secret = "{secret}"
        c.GenericOAuthenticator.oauth_callback_url = "{callback}"
        c.GenericOAuthenticator.authorize_url = "{issuer}/oauth2/authorize"
        c.GenericOAuthenticator.token_url = "{issuer}/oauth2/token"
        c.GenericOAuthenticator.userdata_url = "{issuer}/oauth2/userinfo"
        c.GenericOAuthenticator.scope = ["openid", "profile", "email"]
        c.GenericOAuthenticator.username_claim = "email"
        c.GenericOAuthenticator.logout_redirect_url = (
            "{issuer}/oauth2/logout?client_id={id}&post_logout_redirect_uri={url}/hub/login")
        c.GenericOAuthenticator.allow_all = True
        """
    ) {
        $0.needsEmail()
    }

    private static let djangoAllauth = Preset(
        "django-allauth", "django-allauth 65.22", callback: "/accounts/oidc/hue-sso/login/callback/", logout: "/",
        """
        # settings.py; in urls.py: path("accounts/", include("allauth.urls"))
        INSTALLED_APPS += [
            "allauth", "allauth.account", "allauth.socialaccount", "allauth.socialaccount.providers.openid_connect",
        ]
        MIDDLEWARE += ["allauth.account.middleware.AccountMiddleware"]
        AUTHENTICATION_BACKENDS = [
            "django.contrib.auth.backends.ModelBackend", "allauth.account.auth_backends.AuthenticationBackend",
        ]
        SOCIALACCOUNT_LOGIN_ON_GET = True
        SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {
                "OAUTH_PKCE_ENABLED": True,
                "APPS": [{
                    "provider_id": "hue-sso", "name": "Hue SSO", "client_id": "{id}", "secret": "{secret}",
                    "settings": {"server_url": "{issuer}/.well-known/openid-configuration"},
                }],
            }
        }
        SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
        LOGIN_REDIRECT_URL = "/"
        """
    ) {
        $0.needsEmail()
    }

    private static let mozillaDjangoOIDC = Preset(
        "mozilla-django-oidc", "mozilla-django-oidc 5.0", callback: "/oidc/callback/", logout: "/",
        """
        # settings.py; in urls.py: path("oidc/", include("mozilla_django_oidc.urls"))
        INSTALLED_APPS += ["mozilla_django_oidc"]
        AUTHENTICATION_BACKENDS = ["mozilla_django_oidc.auth.OIDCAuthenticationBackend"]
        OIDC_RP_CLIENT_ID = "{id}"
        OIDC_RP_CLIENT_SECRET = "{secret}"
        OIDC_RP_SIGN_ALGO = "ES256"
        OIDC_RP_SCOPES = "openid profile email"
        OIDC_USE_PKCE = True
        OIDC_OP_AUTHORIZATION_ENDPOINT = "{issuer}/oauth2/authorize"
        OIDC_OP_TOKEN_ENDPOINT = "{issuer}/oauth2/token"
        OIDC_OP_USER_ENDPOINT = "{issuer}/oauth2/userinfo"
        OIDC_OP_JWKS_ENDPOINT = "{issuer}/oauth2/jwks"
        LOGIN_REDIRECT_URL = "/"
        """
    ) {
        $0.needsEmail()
    }

    private static let socialAuth = Preset(
        "social-auth", "social-auth-core 7.0 (social-auth-app-django)", callback: "/complete/oidc/", logout: "/",
        """
        # settings.py; in urls.py: path("", include("social_django.urls", namespace="social"))
        INSTALLED_APPS += ["social_django"]
        AUTHENTICATION_BACKENDS = ["social_core.backends.open_id_connect.OpenIdConnectAuth"]
        SOCIAL_AUTH_OIDC_OIDC_ENDPOINT = "{issuer}"
        SOCIAL_AUTH_OIDC_KEY = "{id}"
        SOCIAL_AUTH_OIDC_SECRET = "{secret}"
        SOCIAL_AUTH_OIDC_USE_PKCE = True
        SOCIAL_AUTH_OIDC_SCOPE = ["openid", "profile", "email"]
        SOCIAL_AUTH_OIDC_USERNAME_KEY = "email"
        LOGIN_REDIRECT_URL = "/"
        """
    ) {
        // Its list of algorithms begins and ends with this one.
        $0.idTokenAlgorithm = "RS256"
        $0.needsEmail()
    }

    private static let authlib = Preset(
        "authlib", "Authlib 1.9 (Flask, Django, Starlette)", callback: "/auth", logout: "/",
        """
        oauth.register(  # of OAuth(app); the callback calls oauth.hue.authorize_access_token()
            name="hue", client_id="{id}", client_secret="{secret}",
            server_metadata_url="{issuer}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid profile", "code_challenge_method": "S256"},
        )
        """
    ) { $0.tokens.idTokenClaims = ["name"] }

    private static let streamlit = Preset(
        "streamlit", "Streamlit 1.67 (with Authlib and httpx)", callback: "/oauth2callback", logout: "/oauth2callback",
        """
        # .streamlit/secrets.toml
        [auth]
        redirect_uri = "{callback}"
        cookie_secret = "…"
        client_id = "{id}"
        client_secret = "{secret}"
        server_metadata_url = "{issuer}/.well-known/openid-configuration"
        """
    ) {
        // It reads nothing but the ID token.
        $0.needsEmail()
        $0.tokens.idTokenClaims = ["name", "email"]
    }

    private static let synapse = Preset(
        "synapse", "Matrix Synapse 1.163", callback: "/_synapse/client/oidc/callback",
        """
        # homeserver.yaml
        oidc_providers:
          - idp_id: hue
            idp_name: Hue SSO
            issuer: "{issuer}"
            client_id: "{id}"
            client_secret: "{secret}"
            scopes: ["openid", "profile"]
            user_mapping_provider:
              config:
                display_name_template: "{{ user.name }}"
        """
    )
}

extension ClientRegistration {
    /// For software that knows people by their e-mail address: who has none is told of with one that is made up.
    fileprivate mutating func needsEmail() {
        scopes.append("email")
        tokens.hasSyntheticEmail = true
    }
}
