import ArgumentParser
import OpenIDConnect

/// What can be said of a client when it is added or edited. What isn't said stays as it is.
struct ClientOptions: ParsableArguments {
    @Option(name: .long, help: "The name that people read.")
    var name: String?

    @Option(name: .customLong("redirect-uri"), help: "Where answers go; to the letter. Repeatable.")
    var redirectURIs: [String] = []

    @Option(name: .customLong("post-logout-redirect-uri"), help: "Where people return to after a logout. Repeatable.")
    var postLogoutRedirectURIs: [String] = []

    @Option(name: .customLong("home-uri"), help: "Where a person starts with the platform.")
    var homeURI: String?

    @Option(name: .customLong("scope"), help: "A scope that it may ask for. Repeatable; openid is always allowed.")
    var scopes: [String] = []

    @Option(name: .customLong("audience"), help: "A further audience of its access tokens. Repeatable.")
    var audiences: [String] = []

    @Option(name: .long, help: "client_secret_basic, client_secret_post or none.")
    var authMethod: String?

    @Flag(name: .customLong("public"), help: "Short for --auth-method none.")
    var isPublic = false

    @Flag(name: .customLong("native"), help: "An app on a person's device (RFC 8252).")
    var isNative = false

    @Option(name: .long, help: "required or optional (confidential clients only).")
    var pkce: String?

    @Option(name: .customLong("id-token-alg"), help: "ES256, RS256, PS256 or EdDSA.")
    var idTokenAlgorithm: String?

    @Option(name: .customLong("subject"), help: "pairwise or public.")
    var subjectType: String?

    @Option(name: .long, help: "The host that names the sector, where redirect URIs have several.")
    var sector: String?

    @Option(name: .long, help: "The platform of Policies/ that it is, such as bi: whose functions it may ask about.")
    var platform: String?

    @Flag(name: .customLong("consent"), inversion: .prefixedNo, help: "Whether people are asked to agree.")
    var requiresConsent: Bool?

    func apply(to registration: inout ClientRegistration) {
        if let name { registration.name = name }
        if !redirectURIs.isEmpty { registration.redirectURIs = redirectURIs }
        if !postLogoutRedirectURIs.isEmpty { registration.postLogoutRedirectURIs = postLogoutRedirectURIs }
        if let homeURI { registration.homeURI = homeURI }
        if !scopes.isEmpty { registration.scopes = scopes }
        if !audiences.isEmpty { registration.audiences = audiences }
        if isPublic { registration.authenticationMethod = "none" }
        if let authMethod { registration.authenticationMethod = authMethod }
        if isNative { registration.applicationType = ApplicationType.native.rawValue }
        if let pkce { registration.pkce = pkce }
        if let idTokenAlgorithm { registration.idTokenAlgorithm = idTokenAlgorithm }
        if let subjectType { registration.subjectType = subjectType }
        if let sector { registration.sector = sector }
        if let platform { registration.platform = platform }
        if let requiresConsent { registration.requiresConsent = requiresConsent }
    }
}
