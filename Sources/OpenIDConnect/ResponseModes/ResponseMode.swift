/// `response_mode`: how the answer travels (OAuth 2.0 Multiple Response Types §2.1, Form Post Response Mode §2). Each
/// has a file of its own.
package enum ResponseMode: String, Hashable, Sendable, CaseIterable {
    case query
    case formPost = "form_post"
}
