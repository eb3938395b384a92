import OpenIDConnect

// Servers that Debian carries.
extension Preset {
    static let servers = [modAuthOpenIDC, roundcube, lemonLDAP]

    private static let modAuthOpenIDC = Preset(
        "mod-auth-openidc", "Apache httpd with mod_auth_openidc 2.4", callback: "/protected/callback", logout: "/",
        """
        OIDCProviderMetadataURL {issuer}/.well-known/openid-configuration
        OIDCClientID {id}
        OIDCClientSecret {secret}
        OIDCRedirectURI {callback}
        OIDCCryptoPassphrase "exec:/usr/bin/openssl rand -hex 32"
        OIDCResponseType code
        OIDCPKCEMethod S256
        OIDCScope "openid profile"
        OIDCIDTokenSignedResponseAlg ES256
        OIDCPassClaimsAs environment
        OIDCCookieSameSite On
        <Location /protected>
            AuthType openid-connect
            Require valid-user
        </Location>
        """
    ) { registration in
        // It takes logout tokens at its redirect URI.
        registration.backchannelLogoutURI = registration.redirectURIs.first.map { $0 + "?logout=backchannel" }
    }

    private static let roundcube = Preset(
        "roundcube", "Roundcube 1.6 (with Dovecot)", callback: "/index.php/login/oauth",
        """
        // config.inc.php
        $config['oauth_provider'] = 'generic';
        $config['oauth_provider_name'] = 'Hue SSO';
        $config['oauth_client_id'] = '{id}';
        $config['oauth_client_secret'] = '{secret}';
        $config['oauth_auth_uri'] = '{issuer}/oauth2/authorize';
        $config['oauth_token_uri'] = '{issuer}/oauth2/token';
        $config['oauth_identity_uri'] = '{issuer}/oauth2/userinfo';
        $config['oauth_scope'] = 'openid profile email';
        $config['oauth_identity_fields'] = ['email'];
        """
    ) {
        // It knows no PKCE; a nonce is demanded in its place.
        $0.pkce = "optional"
        $0.idTokenAlgorithm = "RS256"
        $0.scopes.append("email")
    }

    private static let lemonLDAP = Preset(
        "lemonldap", "LemonLDAP::NG 2.16 as a relying party", callback: "/?openidconnectcallback=1",
        logout: "/?logout=1",
        """
        # Manager: OpenID Connect Providers, "hue"
        oidcOPMetaDataJSON                     {issuer}/.well-known/openid-configuration (load from URL)
        oidcOPMetaDataJWKS                     {issuer}/oauth2/jwks (load from URL)
        oidcOPMetaDataOptionsClientID          {id}
        oidcOPMetaDataOptionsClientSecret      {secret}
        oidcOPMetaDataOptionsScope             openid profile
        oidcOPMetaDataOptionsUseNonce          1
        oidcOPMetaDataOptionsTokenEndpointAuthMethod  client_secret_post
        oidcOPMetaDataExportedVars             cn: name, uid: sub
        """
    ) {
        $0.pkce = "optional"
        $0.idTokenAlgorithm = "RS256"
    }
}
