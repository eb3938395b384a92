import Wire

extension AuthorizationResponse {
    /// For `response_mode=fragment.jwt`: the redirect URI, which has no fragment of its own (RFC 6749 §3.1.2), with the answer in
    /// one: it stays in the browser.
    var fragmentLocation: String { address.redirectURI.text + "#" + FormParameters(parameters).encoded() }
}
