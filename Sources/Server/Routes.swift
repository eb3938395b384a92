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
        let pages = PageResponder(pages: pages, issuer: issuer, random: random, logger: logger)
        router.add(middleware: SecurityHeaders(isSecure: issuer.uri.scheme == "https"))
        router.add(middleware: MetricsMiddleware())
        router.add(middleware: Refusals(pages: pages, log: RefusalLog(installation), clock: clock))
        let routes = Routes(router: router, clock: clock)
        addProtocol(routes)
        addPages(routes, InteractionGate(self), pages)
        addAuthZEN(routes)
        return router
    }

    /// What relying parties and their backends ask.
    private func addProtocol(_ routes: Routes) {
        let discovery = DiscoveryEndpoint(self)
        routes.answer(Issuer.Path.discovery, get: discovery.metadata)
        routes.answer(Issuer.Path.serverMetadata, get: discovery.metadata)
        routes.answer(Issuer.Path.keys, get: discovery.keys)
        routes.answer(Issuer.Path.token, post: TokenEndpoint(self).post)
        let device = DeviceAuthorizationEndpoint(begin: BeginDeviceAuthorization(installation), issuer: issuer)
        routes.answer(Issuer.Path.deviceAuthorization, post: device.post)
        let introspect = IntrospectToken(installation, issuer: issuer, subjects: subjects)
        routes.answer(
            Issuer.Path.introspection, post: IntrospectionEndpoint(introspect: introspect, keys: keys).post)
        let revoke = RevokeToken(installation, issuer: issuer)
        routes.answer(Issuer.Path.revocation, post: RevocationEndpoint(revoke: revoke, keys: keys).post)
        let userInfo = UserInfoEndpoint(self)
        routes.answer(Issuer.Path.userInfo, get: userInfo.get, post: userInfo.post)
    }

    /// What people's browsers ask.
    private func addPages(_ routes: Routes, _ gate: InteractionGate, _ pages: PageResponder) {
        let authorization = AuthorizationEndpoint(self, gate: gate, pages: pages)
        routes.answer(Issuer.Path.authorization, get: authorization.get, post: authorization.post)
        routes.answer(.resume, get: authorization.resume)
        let logout = LogoutEndpoint(self, pages: pages)
        routes.answer(Issuer.Path.endSession, get: logout.get, post: logout.post)
        routes.answer(LogoutEndpoint.confirmationPath, post: logout.confirm)
        let device = DeviceEndpoint(self, pages: pages)
        routes.answer(Issuer.Path.device, get: device.get, post: device.post)

        let signIn = SignInEndpoint(self, gate: gate, pages: pages)
        routes.answer(.signIn, get: signIn.get, post: signIn.post)
        let choosePassword = ChoosePasswordEndpoint(self, gate: gate, pages: pages)
        routes.answer(.choosePassword, get: choosePassword.get, post: choosePassword.post)
        let enrol = EnrolSecondFactorEndpoint(self, gate: gate, pages: pages)
        routes.answer(.enrolSecondFactor, get: enrol.get, post: enrol.post)
        routes.answer(.enrolSecondFactor, EnrolSecondFactorEndpoint.kept, post: enrol.kept)
        let secondFactor = SecondFactorEndpoint(self, gate: gate, pages: pages)
        routes.answer(.secondFactor, get: secondFactor.get, post: secondFactor.post)
        if let vneid = VNeIDEndpoint(self, gate: gate) {
            routes.answer(.signIn, "/vneid", get: vneid.begin)
            routes.answer(VNeIDCallback.path, get: vneid.callback)
        }
        let confirm = ConfirmAccountEndpoint(
            confirmAccount: ConfirmAccount(installation), gate: gate, pages: pages)
        routes.answer(.confirmAccount, get: confirm.get, post: confirm.post)
        let consent = ConsentEndpoint(consent: GiveConsent(installation), issuer: issuer, gate: gate, pages: pages)
        routes.answer(.consent, get: consent.get, post: consent.post)
        let posts = ChoosePostEndpoint(choosePost: ChoosePost(installation), gate: gate, pages: pages)
        routes.answer(.choosePost, get: posts.get, post: posts.post)

        let recoveryCodes = RecoveryCodesEndpoint(self, pages: pages)
        routes.answer(RecoveryCodesEndpoint.path, get: recoveryCodes.get, post: recoveryCodes.post)
        routes.answer(RecoveryCodesEndpoint.kept, post: recoveryCodes.kept)
        let home = HomeEndpoint(
            signOut: SignOut(installation, issuer: issuer), recoveryCodes: RenewRecoveryCodes(installation, sealer),
            pages: pages)
        routes.answer("/", get: home.get)
        routes.answer(Stylesheet.path, get: home.stylesheet)
    }

    /// What platforms ask of people's rights.
    private func addAuthZEN(_ routes: Routes) {
        let authZEN = AuthZENEndpoint(self)
        routes.answer(DecisionPointMetadata.path, get: authZEN.metadata)
        routes.answer(DecisionPointMetadata.Endpoint.evaluation.rawValue, post: authZEN.evaluation)
        routes.answer(DecisionPointMetadata.Endpoint.evaluations.rawValue, post: authZEN.evaluations)
        routes.answer(DecisionPointMetadata.Endpoint.searchSubject.rawValue, post: authZEN.searchSubject)
        routes.answer(DecisionPointMetadata.Endpoint.searchResource.rawValue, post: authZEN.searchResource)
        routes.answer(DecisionPointMetadata.Endpoint.searchAction.rawValue, post: authZEN.searchAction)
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
