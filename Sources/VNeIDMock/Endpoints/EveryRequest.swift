import HTTPTypes
import Hummingbird

/// What is true of every request: the headers that keep pages to themselves, the faults that touch
/// everything, and a page instead of a framework's error.
struct EveryRequest<Context: RequestContext>: RouterMiddleware {
    let faults: Faults
    let pages: Pages

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = await answer(to: request, context: context, next: next)
        for (name, value) in Self.headers { response.headers[name] = value }
        return response
    }

    private func answer(
        to request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async -> Response {
        // The faults can always be taken back, and a page that is out of service may keep its style.
        if request.uri.path != Path.faults, request.uri.path != Path.styleSheet {
            if await faults.take(.down) { return pages.notice(.unavailable, status: .serviceUnavailable) }
            await faults.holdIfSlow()
        }
        do {
            return try await next(request, context)
        } catch let error as HTTPError {
            return pages.notice(.notFound, status: error.status)
        } catch {
            context.logger.error("request failed", metadata: ["error": "\(error)"])
            return pages.notice(.unavailable, status: .internalServerError)
        }
    }

    /// `form-action` is left out on purpose: Chrome applies it to the redirect that answers a form, so the
    /// way back to the relying party, whose address this page can't name beforehand, would be cut off.
    private static var headers: [(HTTPField.Name, String)] {
        [
            (
                .contentSecurityPolicy,
                "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
            ),
            (.xContentTypeOptions, "nosniff"),
            (.cacheControl, "no-store"),
        ] + (HTTPField.Name("Referrer-Policy").map { [($0, "no-referrer")] } ?? [])
    }
}
