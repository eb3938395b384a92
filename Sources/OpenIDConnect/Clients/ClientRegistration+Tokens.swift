import JOSE

extension ClientRegistration {
    /// What is said of `Client.TokenForm`, in texts that are not believed yet.
    package struct Tokens: Sendable {
        package var accessTokenAlgorithm = SignatureAlgorithm.ES256.rawValue
        /// Names of claims, or `all` for all that an ID token may say.
        package var idTokenClaims: [String] = []
        package var hasSyntheticEmail = false
        /// RFC 9396 §10.
        package var authorizationDetailsTypes: [String] = []

        package init() {}

        /// What is registered of a client now.
        init(_ form: Client.TokenForm) {
            accessTokenAlgorithm = form.accessTokenAlgorithm.rawValue
            idTokenClaims = PersonClaim.allCases.filter(form.idTokenClaims.contains).map(\.rawValue)
            hasSyntheticEmail = form.hasSyntheticEmail
            authorizationDetailsTypes = form.authorizationDetailsTypes.map(\.rawValue).sorted()
        }
    }

    package static let allIDTokenClaims = "all"

    /// - Parameter scopes: those that the client may ask for.
    func tokenForm(_ scopes: Set<Scope>) throws(ClientRegistrationError) -> Client.TokenForm {
        var form = Client.TokenForm()
        guard let algorithm = Self.idTokenAlgorithms.first(where: { $0.rawValue == tokens.accessTokenAlgorithm }) else {
            throw .unknownChoice(.accessTokenAlgorithm, among: Self.idTokenAlgorithms.map(\.rawValue))
        }
        form.accessTokenAlgorithm = algorithm
        let fitting = PersonClaim.allCases.filter(\.fitsIDToken)
        for name in tokens.idTokenClaims {
            if name == Self.allIDTokenClaims {
                form.idTokenClaims.formUnion(fitting.filter { scopes.contains($0.scope) })
                continue
            }
            guard let claim = fitting.first(where: { $0.rawValue == name }) else {
                throw .unknownChoice(.idTokenClaim, among: [Self.allIDTokenClaims] + fitting.map(\.rawValue))
            }
            guard scopes.contains(claim.scope) else { throw .claimNeedsScope(claim) }
            form.idTokenClaims.insert(claim)
        }
        guard !tokens.hasSyntheticEmail || scopes.contains(.email) else { throw .claimNeedsScope(.email) }
        form.hasSyntheticEmail = tokens.hasSyntheticEmail
        for name in tokens.authorizationDetailsTypes {
            form.authorizationDetailsTypes.insert(
                try Self.choice(name, AuthorizationDetails.TypeName.self, .authorizationDetailsType))
        }
        return form
    }
}
