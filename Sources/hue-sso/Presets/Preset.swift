import OpenIDConnect

/// What one software needs to sign people in here: how it has to be registered, and its side of the configuration, which is
/// printed with the registration and stands in Documentation/INTEGRATION.md to the letter.
///
/// Whatever isn't said is as for everybody: PKCE, ES256, pairwise subjects, a secret that may come by Basic or by POST.
struct Preset: Sendable {
    /// What is typed: `--preset superset`.
    let name: String
    /// What it is, with the version that it was tried with.
    let software: String
    /// Where answers go, below the platform's address.
    let callbackPath: String
    /// Where people return to after a logout, below the platform's address; `nil` where the software has no such page.
    let logoutPath: String?
    /// The software's own configuration: `{issuer}`, `{id}`, `{secret}`, `{url}` and `{callback}` stand for what they name.
    let configuration: String
    /// What is registered besides.
    let change: @Sendable (inout ClientRegistration) -> Void

    init(
        _ name: String, _ software: String, callback: String, logout: String? = nil, _ configuration: String,
        _ change: @escaping @Sendable (inout ClientRegistration) -> Void = { _ in }
    ) {
        self.name = name
        self.software = software
        callbackPath = callback
        logoutPath = logout
        self.configuration = configuration
        self.change = change
    }

    static let all = python + servers + frameworks

    static func named(_ name: String) -> Preset? { all.first { $0.name == name } }

    /// Registers what the software needs.
    /// - Parameter url: where the platform is, without a slash at its end; `nil` where the addresses are said one by one.
    func apply(to registration: inout ClientRegistration, at url: String?) {
        if let url {
            registration.redirectURIs = [callback(at: url)]
            registration.postLogoutRedirectURIs = logoutPath.map { [url + $0] } ?? []
            // An app's own scheme is no page that people could be sent to.
            if url.hasPrefix("http") { registration.homeURI = url + "/" }
        }
        registration.scopes = ["openid", "profile"]
        change(&registration)
    }

    private func callback(at url: String) -> String { url + callbackPath }

    /// The software's side for a client that is registered.
    /// - Parameter secret: `nil` of a public client.
    func configuration(of client: Client, secret: String?, at url: String?, issuer: String) -> String {
        let callback = client.redirectURIs.first?.description ?? ""
        let place = url ?? client.startURI ?? ""
        return configuration.replacing("{issuer}", with: issuer).replacing("{id}", with: client.id.text)
            .replacing("{secret}", with: secret ?? "").replacing("{url}", with: place)
            .replacing("{callback}", with: callback)
    }
}
