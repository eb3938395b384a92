import AuthZEN
import HTTPTypes
import Hummingbird
import OpenIDConnect
import Pages

/// Every path that we answer, with its methods. Another method on one of them is 405 (RFC 9110 §15.5.6).
extension Provider {
    func router() -> Router<ProviderRequestContext> {
        let router = Router(context: ProviderRequestContext.self, options: [.autoGenerateHeadEndpoints])
        let face = Face(pages: pages, issuer: issuer, random: random, logger: logger)
        let desk = InteractionDesk(
            database: database, clock: clock, face: face, recorder: Recorder(database: database, clock: clock),
            hints: HintReader(keys: keys, issuer: issuer, subjects: subjects))
        let door = Door(database: database, clock: clock, random: random)
        router.add(middleware: SecurityHeaders(isSecure: issuer.uri.scheme == "https"))
        router.add(middleware: MetricsMiddleware())
        router.add(middleware: Failures(face: face))

        let discovery = DiscoveryEndpoint(self)
        router.answer(RouterPath(Issuer.Path.discovery), get: discovery.metadata)
        router.answer(RouterPath(Issuer.Path.serverMetadata), get: discovery.metadata)
        router.answer(RouterPath(Issuer.Path.keys), get: discovery.keys)

        let authorization = AuthorizationEndpoint(self, desk: desk, face: face)
        router.answer(RouterPath(Issuer.Path.authorization), get: authorization.get, post: authorization.post)
        router.answer("/oauth2/authorize/:interaction", get: authorization.resume)
        router.answer(RouterPath(Issuer.Path.token), post: TokenEndpoint(self).post)
        let userInfo = UserInfoEndpoint(self)
        router.answer(RouterPath(Issuer.Path.userInfo), get: userInfo.get, post: userInfo.post)
        let logout = LogoutEndpoint(self, face: face)
        router.answer(RouterPath(Issuer.Path.endSession), get: logout.get, post: logout.post)
        router.answer(RouterPath(LogoutEndpoint.confirmationPath), post: logout.confirm)

        let signIn = SignInEndpoint(self, desk: desk, face: face, door: door)
        router.answer("/sign-in/:interaction", get: signIn.get, post: signIn.post)
        if let vneid = VNeIDEndpoint(self, desk: desk, face: face, door: door) {
            router.answer("/sign-in/:interaction/vneid", get: vneid.begin)
            router.answer(RouterPath(VNeIDEndpoint.callbackPath), get: vneid.callback)
        }
        let confirm = ConfirmAccountEndpoint(database: database, desk: desk, face: face)
        router.answer("/confirm/:interaction", get: confirm.get, post: confirm.post)
        let consent = ConsentEndpoint(database: database, issuer: issuer, clock: clock, desk: desk, face: face)
        router.answer("/consent/:interaction", get: consent.get, post: consent.post)

        let posts = ChoosePostEndpoint(
            database: database, capacities: Capacities(live: permissions), clock: clock, desk: desk, face: face)
        router.answer("/posts/:interaction", get: posts.get, post: posts.post)

        let authZEN = AuthZENEndpoint(self)
        router.answer(RouterPath(DecisionPointMetadata.path), get: authZEN.metadata)
        router.answer(RouterPath(DecisionPointMetadata.Endpoint.evaluation.rawValue), post: authZEN.evaluation)
        router.answer(RouterPath(DecisionPointMetadata.Endpoint.evaluations.rawValue), post: authZEN.evaluations)
        router.answer(RouterPath(DecisionPointMetadata.Endpoint.searchSubject.rawValue), post: authZEN.searchSubject)
        router.answer(RouterPath(DecisionPointMetadata.Endpoint.searchResource.rawValue), post: authZEN.searchResource)
        router.answer(RouterPath(DecisionPointMetadata.Endpoint.searchAction.rawValue), post: authZEN.searchAction)

        let home = HomeEndpoint(database: database, clock: clock, face: face)
        router.answer("/", get: home.get)
        router.answer(RouterPath(Stylesheet.path), get: home.stylesheet)
        return router
    }
}

extension Router where Context == ProviderRequestContext {
    typealias Handler = @Sendable (Request, ProviderRequestContext) async throws -> Response

    /// Registers the methods of a path, and refuses the others by name.
    fileprivate func answer(_ path: RouterPath, get: Handler? = nil, post: Handler? = nil) {
        let handlers: [(HTTPRequest.Method, Handler?)] = [(.get, get), (.post, post)]
        var allowed = handlers.filter { $0.1 != nil }.map(\.0)
        if get != nil { allowed.append(.head) }
        for (method, handler) in handlers {
            if let handler { on(path, method: method, use: handler) }
        }
        let allow = allowed.map(\.rawValue).joined(separator: ", ")
        let all: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete, .options, .head]
        for method in all where !allowed.contains(method) {
            on(path, method: method) { _, _ in Response(status: .methodNotAllowed, headers: [.allow: allow]) }
        }
    }
}
