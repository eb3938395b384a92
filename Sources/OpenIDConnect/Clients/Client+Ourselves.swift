extension Client {
    /// The provider as its own client: a page of ours has a person sign in by the same pages as a platform does. It gets no code
    /// and no token, and nobody can be it.
    package static let ourselves = Client(
        id: .ourselves, name: "Hệ thống đăng nhập một lần thành phố Huế", credential: .none, applicationType: .web,
        grants: [], redirectURIs: [], postLogoutRedirectURIs: [], homeURI: nil, pkce: .required,
        idTokenAlgorithm: .ES256,
        subjectType: .pairwise(sector: ClientID.ourselves.text), scopes: [], audiences: [], resources: [],
        requiresConsent: false, platform: nil, isEnabled: true)
}
