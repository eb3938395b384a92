import Hummingbird

/// What every request goes through before its route, and every answer after it, in this order.
///
/// It is one function and no chain of middlewares: each link would copy the request and ask for memory, all of them together
/// for a tenth of what a small answer costs.
struct EveryRequest: RouterMiddleware {
    /// `nil` where no field is looked at.
    let certificateField: ClientCertificateField?
    /// `nil` where no connection comes in.
    let clientOrigin: ClientOrigin?
    let crossOrigin: CrossOrigin
    let refusals: Refusals
    let nonceField: DPoPNonceField
    let metrics: RequestMetrics
    let securityHeaders: SecurityHeaders
    let retryAfter = RetryAfter()

    func handle(
        _ request: Request, context: ProviderRequestContext,
        next: @concurrent (Request, ProviderRequestContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var (request, context) = (request, context)
        certificateField?.take(from: &request, into: &context)
        clientOrigin?.put(of: request, into: &context)

        var script: CrossOrigin.Script?
        var response: Response
        do {
            script = try await crossOrigin.script(behind: request)
            if let preflight = script?.preflight(request) {
                response = preflight
            } else {
                response = try await next(request, context)
            }
        } catch {
            response = await refusals.response(to: error, of: request, context)
        }

        script?.permit(&response)
        nonceField.add(to: &response, of: request)
        metrics.record(request, context, response.status, since: start)
        securityHeaders.add(to: &response)
        retryAfter.add(to: &response)
        return response
    }
}
