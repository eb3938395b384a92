/// The page that asks for number, password and one-time password.
struct SignInPage: Sendable {
    /// The handle of the sign-in that goes on here; it is in the page and nowhere else, so no cookie is
    /// needed.
    let transaction: String
    let clientName: String
    /// The number that was typed before a failure. The other two fields are always empty.
    var username = ""
    var hasFailed = false
    /// Whether it stands for a screen of the app.
    var isInApp = false
}
