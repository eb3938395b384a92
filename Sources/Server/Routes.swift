import AuthZEN
import Federation
import HTTPTypes
import Hummingbird
import Identity
import OpenIDConnect
import Operations
import Pages

/// Every path that we answer, with its methods. Another method on one of them is 405 (RFC 9110 §15.5.6).
extension Provider {
    func router() -> Router<ProviderRequestContext> {
        let router = Router(context: ProviderRequestContext.self, options: [.autoGenerateHeadEndpoints])
        let pages = PageResponder(
            pages: pages, issuer: issuer, random: random, log: LimitedLogger(logger, clock: clock))
        router.add(middleware: SecurityHeaders(isSecure: issuer.uri.scheme == "https"))
        router.add(middleware: MetricsMiddleware())
        router.add(middleware: Refusals(pages: pages, log: RefusalLog(installation), clock: clock))
        let routes = Routes(router: router, clock: clock)
        let rates = StrangerRates(rates, installation)
        addProtocol(routes, rates)
        addPages(routes, InteractionGate(self), pages, rates)
        addAuthZEN(routes, rates)
        return router
    }

    /// What relying parties and their backends ask.
    private func addProtocol(_ routes: Routes, _ rates: StrangerRates) {
        let discovery = DiscoveryEndpoint(self)
        routes.answer(Issuer.Path.discovery, get: discovery.metadata)
        routes.answer(Issuer.Path.serverMetadata, get: discovery.metadata)
        routes.answer(Issuer.Path.keys, get: discovery.keys)
        routes.answer(Issuer.Path.token, post: rates.limitedRefusals(TokenEndpoint(self).post))
        let device = DeviceAuthorizationEndpoint(begin: BeginDeviceAuthorization(installation), issuer: issuer)
        routes.answer(Issuer.Path.deviceAuthorization, post: rates.limited(.begin, device.post))
        let introspect = IntrospectToken(installation, issuer: issuer, subjects: subjects)
        let introspection = IntrospectionEndpoint(introspect: introspect, keys: keys)
        routes.answer(Issuer.Path.introspection, post: rates.limitedRefusals(introspection.post))
        let revoke = RevokeToken(installation, issuer: issuer)
        let revocation = RevocationEndpoint(revoke: revoke, keys: keys)
        routes.answer(Issuer.Path.revocation, post: rates.limitedRefusals(revocation.post))
        let userInfo = UserInfoEndpoint(self)
        routes.answer(
            Issuer.Path.userInfo, get: rates.limitedRefusals(userInfo.get), post: rates.limitedRefusals(userInfo.post))
    }

    /// What people's browsers ask.
    private func addPages(
        _ routes: Routes, _ gate: InteractionGate, _ pages: PageResponder, _ rates: StrangerRates
    ) {
        let authorization = AuthorizationEndpoint(self, gate: gate, pages: pages)
        routes.answer(
            Issuer.Path.authorization, get: rates.limited(.begin, authorization.get),
            post: rates.limited(.begin, authorization.post))
        routes.answer(.resume, get: rates.limitedRefusals(authorization.resume))
        let logout = LogoutEndpoint(self, pages: pages)
        routes.answer(
            Issuer.Path.endSession, get: rates.limitedRefusals(logout.get), post: rates.limitedRefusals(logout.post))
        routes.answer(LogoutEndpoint.confirmationPath, post: rates.limitedRefusals(logout.confirm))
        let device = DeviceEndpoint(self, pages: pages)
        routes.answer(Issuer.Path.device, get: device.get, post: rates.limited(.begin, device.post))

        let signIn = SignInEndpoint(self, gate: gate, pages: pages)
        routes.answer(.signIn, get: signIn.get, post: rates.limited(.signIn, signIn.post))
        let choosePassword = ChoosePasswordEndpoint(self, gate: gate, pages: pages)
        routes.answer(.choosePassword, get: choosePassword.get, post: rates.limited(.signIn, choosePassword.post))
        let enrol = EnrolSecondFactorEndpoint(self, gate: gate, pages: pages)
        routes.answer(.enrolSecondFactor, get: enrol.get, post: rates.limited(.signIn, enrol.post))
        routes.answer(.enrolSecondFactor, EnrolSecondFactorEndpoint.kept, post: enrol.kept)
        let secondFactor = SecondFactorEndpoint(self, gate: gate, pages: pages)
        routes.answer(.secondFactor, get: secondFactor.get, post: rates.limited(.signIn, secondFactor.post))
        if let vneid = VNeIDEndpoint(self, gate: gate) {
            routes.answer(.signIn, "/vneid", get: rates.limited(.begin, vneid.begin))
            routes.answer(VNeIDCallback.path, get: rates.limitedRefusals(vneid.callback))
        }
        let confirm = ConfirmAccountEndpoint(
            confirmAccount: ConfirmAccount(installation), gate: gate, pages: pages)
        routes.answer(.confirmAccount, get: confirm.get, post: confirm.post)
        let consent = ConsentEndpoint(consent: GiveConsent(installation), issuer: issuer, gate: gate, pages: pages)
        routes.answer(.consent, get: consent.get, post: consent.post)
        let posts = ChoosePostEndpoint(choosePost: ChoosePost(installation), gate: gate, pages: pages)
        routes.answer(.choosePost, get: posts.get, post: posts.post)

        let home = HomeEndpoint(signOut: SignOut(installation, issuer: issuer), pages: pages)
        routes.answer("/", get: home.get)
        routes.answer(Stylesheet.path, get: home.stylesheet)
    }

    /// What platforms ask of people's rights.
    private func addAuthZEN(_ routes: Routes, _ rates: StrangerRates) {
        let authZEN = AuthZENEndpoint(self)
        routes.answer(DecisionPointMetadata.path, get: authZEN.metadata)
        routes.answer(
            DecisionPointMetadata.Endpoint.evaluation.rawValue, post: rates.limitedRefusals(authZEN.evaluation))
        routes.answer(
            DecisionPointMetadata.Endpoint.evaluations.rawValue, post: rates.limitedRefusals(authZEN.evaluations))
        routes.answer(
            DecisionPointMetadata.Endpoint.searchSubject.rawValue, post: rates.limitedRefusals(authZEN.searchSubject))
        routes.answer(
            DecisionPointMetadata.Endpoint.searchResource.rawValue, post: rates.limitedRefusals(authZEN.searchResource))
        routes.answer(
            DecisionPointMetadata.Endpoint.searchAction.rawValue, post: rates.limitedRefusals(authZEN.searchAction))
    }
}

/// Registers paths; what handles them gets a `Visit`.
struct Routes {
    typealias Handler = @Sendable (Visit) async throws -> Response

    let router: Router<ProviderRequestContext>
    let clock: any WallClock

    func answer(_ page: InteractionPage, _ rest: String = "", get: Handler? = nil, post: Handler? = nil) {
        answer("\(page.rawValue)/:interaction\(rest)", get: get, post: post)
    }

    /// Registers the methods of a path, and refuses the others by name.
    func answer(_ path: String, get: Handler? = nil, post: Handler? = nil) {
        let path = RouterPath(path)
        let handlers: [(HTTPRequest.Method, Handler?)] = [(.get, get), (.post, post)]
        var allowed = handlers.filter { $0.1 != nil }.map(\.0)
        if get != nil { allowed.append(.head) }
        for (method, handler) in handlers {
            guard let handler else { continue }
            router.on(path, method: method) { [clock] request, context in
                try await handler(Visit(request, context, at: clock.now))
            }
        }
        let allow = allowed.map(\.rawValue).joined(separator: ", ")
        let all: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete, .options, .head]
        for method in all where !allowed.contains(method) {
            router.on(path, method: method) { _, _ in
                Response(status: .methodNotAllowed, headers: [.allow: allow])
            }
        }
    }
}
