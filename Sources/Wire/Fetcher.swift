/// The port through which the domain sends HTTP requests to others: VNeID's endpoints, a client's keys, a
/// logout URI.
///
/// An adapter follows no redirects (an answer of 3xx is an answer), keeps no cookies, checks certificates,
/// and decides to which addresses it connects at all; addresses that a stranger names are the caller's to
/// refuse before.
package protocol Fetcher: Sendable {
    func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse
}
