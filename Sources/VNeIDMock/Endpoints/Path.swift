/// Where everything is, as the national portal's SSO has it, and VNeID's own; the pages' own paths are below `/simulation`.
enum Path {
    static let discovery = "/.well-known/openid-configuration"
    static let authorize = "/oauth2/authorize"
    static let token = "/oauth2/token"
    static let userInfo = "/oauth2/userinfo"
    static let keys = "/oauth2/jwks"
    static let logout = "/oidc/logout"
    /// The three of the profile `quirks`.
    enum Quirks {
        static let authorize = "/auth"
        static let token = "/token"
        static let userInfo = "/userinfo"
    }
    /// Where relying parties leave requests for the app.
    static let appTransactions = "/app/transactions"
    /// What the app claims on a phone: its universal link.
    static let app = "/app/open"
    static let signIn = "/simulation/sign-in"
    static let consent = "/simulation/consent"
    static let styleSheet = "/simulation/style.css"
    static let faults = "/simulation/faults"
}
