/// Why a request of ours got no answer.
package enum FetchError: Error, Hashable, Sendable {
    /// No connection, no trust in the certificate, an address that the adapter doesn't go to, or an answer
    /// that isn't HTTP.
    case unreachable
    /// Nothing complete within the request's `timeout`.
    case timedOut
    /// The answer is longer than the request's `maximumResponseBytes`.
    case tooLarge
}
