import HTTPTypes
import Hummingbird

/// What is true of every request: the headers that keep pages to themselves, and a page instead of a
/// framework's error.
struct EveryRequest<Context: RequestContext>: RouterMiddleware {
    let pages: Pages

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as HTTPError {
            response = pages.notFound(status: error.status)
        } catch {
            context.logger.error("request failed", metadata: ["error": "\(error)"])
            response = pages.notFound(status: .internalServerError)
        }
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.cacheControl] = "no-store"
        if let referrerPolicy = HTTPField.Name("Referrer-Policy") {
            response.headers[referrerPolicy] = "no-referrer"
        }
        return response
    }
}
