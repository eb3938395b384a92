import Wire

extension AuthorizationResponse {
    /// For `response_mode=query`: the redirect URI with the answer in its query; a query that it has stays
    /// (RFC 6749 §3.1.2).
    package var location: String {
        address.redirectURI.appending(query: FormParameters(parameters))
    }
}
