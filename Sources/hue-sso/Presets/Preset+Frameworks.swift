import OpenIDConnect

// Frameworks and libraries of other languages.
extension Preset {
    static let frameworks = [spring, aspNET, omniauth, oidcClientTS, appAuth]

    private static let spring = Preset(
        "spring", "Spring Security 6 (Spring Boot 3)", callback: "/login/oauth2/code/hue-sso", logout: "/",
        """
        # application.yml
        spring:
          security:
            oauth2:
              client:
                registration:
                  hue-sso:
                    client-id: "{id}"
                    client-secret: "{secret}"
                    scope: openid, profile
                provider:
                  hue-sso:
                    issuer-uri: "{issuer}"
                    user-name-attribute: sub
        """
    ) {
        // A nonce by itself, PKCE where it is asked for; RS256 unless it is told otherwise.
        $0.pkce = "optional"
        $0.idTokenAlgorithm = "RS256"
    }

    private static let aspNET = Preset(
        "aspnet", "ASP.NET Core (Microsoft.AspNetCore.Authentication.OpenIdConnect)", callback: "/signin-oidc",
        logout: "/signout-callback-oidc",
        """
        // Program.cs
        builder.Services.AddAuthentication(options => {
            options.DefaultScheme = CookieAuthenticationDefaults.AuthenticationScheme;
            options.DefaultChallengeScheme = OpenIdConnectDefaults.AuthenticationScheme;
        }).AddCookie().AddOpenIdConnect(options => {
            options.Authority = "{issuer}";
            options.ClientId = "{id}";
            options.ClientSecret = "{secret}";
            options.ResponseType = "code";
            options.UsePkce = true;
            options.MapInboundClaims = false;
            options.GetClaimsFromUserInfoEndpoint = true;
            options.TokenValidationParameters.NameClaimType = "name";
        });
        """
    )

    private static let omniauth = Preset(
        "omniauth", "omniauth_openid_connect 0.10 (Rails, GitLab)", callback: "/auth/openid_connect/callback",
        """
        # config/initializers/omniauth.rb
        Rails.application.config.middleware.use OmniAuth::Builder do
          provider :openid_connect, name: :openid_connect, issuer: "{issuer}", discovery: true,
            scope: [:openid, :profile], response_type: :code, uid_field: "sub",
            client_options: {
              identifier: "{id}", secret: "{secret}", redirect_uri: "{callback}"
            }
        end
        """
    ) {
        // No PKCE in this version; it sends a nonce.
        $0.pkce = "optional"
    }

    private static let oidcClientTS = Preset(
        "oidc-client-ts", "oidc-client-ts (an application in the browser)", callback: "/callback", logout: "/",
        """
        const manager = new UserManager({
          authority: "{issuer}",
          client_id: "{id}",
          redirect_uri: "{callback}",
          post_logout_redirect_uri: "{url}/",
          response_type: "code",
          scope: "openid profile",
          loadUserInfo: true,
        });
        """
    ) { $0.authenticationMethod = "none" }

    private static let appAuth = Preset(
        "appauth", "AppAuth for Android and iOS", callback: ":/oauth2redirect",
        """
        // iOS (Swift); Android: the same three values, and appAuthRedirectScheme in build.gradle.
        let request = OIDAuthorizationRequest(
            configuration: configuration, clientId: "{id}", scopes: ["openid", "profile"],
            redirectURL: URL(string: "{callback}")!, responseType: OIDResponseTypeCode, additionalParameters: nil)
        // configuration: OIDAuthorizationService.discoverConfiguration(forIssuer: URL(string: "{issuer}")!)
        """
    ) {
        $0.authenticationMethod = "none"
        $0.applicationType = "native"
    }
}
