import Database
import HTTPTypes
import Hummingbird
import Logging
import OpenIDConnect
import Pages
import Wire

/// Turns what no endpoint has answered into an answer: a page for people, JSON at the token endpoint. What happened goes to the
/// log under a reference that the answer shows; nothing else of it leaves.
struct Failures: RouterMiddleware {
    let face: Face

    func handle(
        _ request: Request, context: ProviderRequestContext,
        next: (Request, ProviderRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            return face.notFound(request)
        } catch let error as HTTPError {
            return Response(status: error.status, headers: error.headers)
        } catch {
            let reference = face.reference()
            context.logger.error("a request failed", metadata: ["reference": "\(reference)", "error": "\(error)"])
            let status: HTTPResponse.Status = error is DatabaseError ? .serviceUnavailable : .internalServerError
            if request.uri.path == Issuer.Path.token {
                // RFC 6749 §5.2 has no code for it; this one is OAuth's for "try again" (§4.1.2.1).
                return .json(["error": "temporarily_unavailable", "reference": .string(reference)], status: status)
            }
            return face.page(ErrorPage(kind: .internal, reference: reference), for: request, status: status)
        }
    }
}
