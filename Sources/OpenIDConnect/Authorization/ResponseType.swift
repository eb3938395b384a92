/// `response_type` (RFC 6749 §3.1.1): a code and nothing else, as tokens in a redirect leak (RFC 9700 §2.1.2).
package enum ResponseType: String, Hashable, Sendable, CaseIterable {
    case code
}
