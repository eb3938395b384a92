import HTTPTypes
import Hummingbird

/// Whoever is sent away for now is told when to come again: every 503 and 429 of ours has `Retry-After` (RFC 9110
/// §10.2.3, §15.6.4; RFC 6585 §4). What knows better than this has said so.
///
/// On the administrative port it stands alone; on the others it is a part of `EveryRequest`.
struct RetryAfter: RouterMiddleware {
    /// In seconds: what is full, locked or busy is seldom so for longer.
    private static let usual = "5"

    func handle(
        _ request: Request, context: BasicRequestContext,
        next: @concurrent (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        add(to: &response)
        return response
    }

    func add(to response: inout Response) {
        let isForNow = response.status == .serviceUnavailable || response.status == .tooManyRequests
        if isForNow, response.headers[.retryAfter] == nil { response.headers[.retryAfter] = Self.usual }
    }
}
