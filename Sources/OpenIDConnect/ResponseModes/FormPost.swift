/// For `response_mode=form_post`: a form that the browser sends to the redirect URI (Form Post Response Mode §2). How
/// it is drawn is not said here.
package struct FormPost: Sendable {
    /// The redirect URI, with the query that it has.
    package let action: String
    package let fields: [(name: String, value: String)]

    init(_ response: AuthorizationResponse) {
        action = response.address.redirectURI.text
        fields = response.parameters
    }
}
