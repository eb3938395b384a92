import AuthZEN
import Edge
import Federation
import HTTPTypes
import Hummingbird
import Identity
import OpenIDConnect
import Operations
import Pages

/// Every path that we answer, with its methods. Another method on one of them is 405 (RFC 9110 §15.5.6).
extension Provider {
    /// - Parameters:
    ///   - edge: knows which proxies are believed; `nil` where no connection comes in.
    ///   - directory: where passwords of staff are shown to their directory; `nil` where they aren't.
    func router(
        clients edge: Edge? = nil, directory: DirectoryDoor? = nil
    ) -> Router<ProviderRequestContext> {
        let (routes, pages) = begin(edge)
        addPages(routes, InteractionGate(self), pages, rates, directory)
        addClients(routes)
        return routes.router
    }

    /// Where clients with certificates ask (RFC 8705 §5): the same without anything that browsers ask.
    func clientRouter(clients edge: Edge) -> Router<ProviderRequestContext> {
        let (routes, _) = begin(edge)
        addClients(routes)
        return routes.router
    }

    /// What every request goes through.
    private func begin(_ edge: Edge?) -> (routes: Routes, pages: PageResponder) {
        let router = Router(context: ProviderRequestContext.self)
        let pages = PageResponder(
            pages: pages, issuer: issuer, random: random,
            responses: ResponseSealing(keys: keys, encrypt: encryptToClient, clock: clock),
            log: LimitedLogger(logger, clock: clock))
        router.add(
            middleware: EveryRequest(
                certificateField: edge.flatMap { ClientCertificateField($0, mutualTLS) },
                clientOrigin: edge.map { ClientOrigin(edge: $0) },
                crossOrigin: CrossOrigin(BrowserOrigins(installation)),
                refusals: Refusals(
                    pages: pages, log: RefusalLog(installation), mistakes: mistakes, clock: clock,
                    overload: LimitedLogger(logger, clock: clock, rate: LimitedLogger.rateOfOverload)),
                nonceField: DPoPNonceField(nonces: nonces, clock: clock), metrics: RequestMetrics(metrics),
                securityHeaders: SecurityHeaders(isSecure: issuer.uri.scheme == "https")))
        return (Routes(router: router, clock: clock), pages)
    }

    private func addClients(_ routes: Routes) {
        addProtocol(routes, rates)
        addRegistration(routes, rates)
        addAuthZEN(routes, rates)
        addSCIM(routes, rates)
        addEventStreams(routes, rates)
    }

    /// What relying parties and their backends ask.
    private func addProtocol(_ routes: Routes, _ rates: StrangerRates) {
        let discovery = DiscoveryEndpoint(self)
        routes.publish(Issuer.Path.discovery, discovery.metadata)
        routes.publish(Issuer.Path.serverMetadata, discovery.metadata)
        routes.publish(Issuer.Path.keys, discovery.keys)
        for resource in ProtectedResource.allCases where resource != .events || transmitsEvents {
            routes.publish(resource.metadataPath) { [issuer] _ in .json(resource.json(issuer)) }
        }
        routes.answer(Issuer.Path.token, post: rates.limitedRefusals(TokenEndpoint(self).post))
        let device = DeviceAuthorizationEndpoint(
            begin: BeginDeviceAuthorization(installation), issuer: issuer, prove: proveClient)
        routes.answer(Issuer.Path.deviceAuthorization, post: rates.limited(.begin, device.post))
        let pushing = PushedAuthorizationEndpoint(
            push: PushAuthorizationRequest(installation, objects: requestObjects), prove: proveClient,
            origins: clientOrigins, nonces: nonces)
        routes.answer(Issuer.Path.pushedAuthorization, post: rates.limitedRefusals(pushing.post))
        if grants.contains(.ciba) {
            let begin = BeginBackchannelAuthentication(
                installation, issuer: issuer, keys: keys, keySets: proveClient.keySets, issuers: assertionIssuers,
                seal: pingSeal)
            let asking = BackchannelAuthenticationEndpoint(begin: begin, prove: proveClient)
            routes.answer(Issuer.Path.backchannelAuthentication, post: rates.limitedRefusals(asking.post))
        }
        let introspect = IntrospectToken(installation, issuer: issuer, subjects: subjects)
        let introspection = IntrospectionEndpoint(introspect: introspect, tokens: accessTokens, prove: proveClient)
        routes.answer(Issuer.Path.introspection, post: rates.limitedRefusals(introspection.post))
        let revoke = RevokeToken(installation)
        let revocation = RevocationEndpoint(revoke: revoke, tokens: accessTokens, prove: proveClient)
        routes.answer(Issuer.Path.revocation, post: rates.limitedRefusals(revocation.post))
        let userInfo = UserInfoEndpoint(self)
        routes.answer(
            Issuer.Path.userInfo, get: rates.limitedRefusals(userInfo.get), post: rates.limitedRefusals(userInfo.post))
    }

    /// Where clients register themselves, if they can.
    private func addRegistration(_ routes: Routes, _ rates: StrangerRates) {
        guard let registration = RegistrationEndpoint(self) else { return }
        if let logos {
            routes.publish(ClientLogo.path + "/:client", rates.limitedRefusals(LogoEndpoint(logos: logos).get))
        }
        routes.answer(Issuer.Path.registration, post: rates.limitedRefusals(registration.post))
        routes.register(
            Issuer.Path.registration + "/:client",
            [
                .get: rates.limitedRefusals(registration.get), .put: rates.limitedRefusals(registration.put),
                .delete: rates.limitedRefusals(registration.delete),
            ])
    }

    /// What people's browsers ask.
    private func addPages(
        _ routes: Routes, _ gate: InteractionGate, _ pages: PageResponder, _ rates: StrangerRates,
        _ directory: DirectoryDoor?
    ) {
        let authorization = AuthorizationEndpoint(self, gate: gate, pages: pages)
        routes.answer(
            Issuer.Path.authorization, get: rates.limited(.begin, authorization.get),
            post: rates.limited(.begin, authorization.post))
        routes.answer(.resume, get: rates.limitedRefusals(authorization.resume))
        if let checkSession = CheckSessionEndpoint(self) { routes.publish(Issuer.Path.checkSession, checkSession.get) }
        let logout = LogoutEndpoint(self, pages: pages)
        routes.answer(
            Issuer.Path.endSession, get: rates.limitedRefusals(logout.get), post: rates.limitedRefusals(logout.post))
        routes.answer(LogoutEndpoint.confirmationPath, post: rates.limitedRefusals(logout.confirm))
        let device = DeviceEndpoint(self, pages: pages)
        routes.answer(Issuer.Path.device, get: device.get, post: rates.limited(.begin, device.post))

        let signIn = SignInEndpoint(self, gate: gate, pages: pages, directory: directory)
        routes.answer(.signIn, get: signIn.get, post: rates.limited(.signIn, signIn.post))
        let choosePassword = ChoosePasswordEndpoint(self, gate: gate, pages: pages)
        routes.answer(.choosePassword, get: choosePassword.get, post: rates.limited(.signIn, choosePassword.post))
        let enrol = EnrolSecondFactorEndpoint(self, gate: gate, pages: pages)
        routes.answer(.enrolSecondFactor, get: enrol.get, post: rates.limited(.signIn, enrol.post))
        routes.answer(.enrolSecondFactor, EnrolSecondFactorEndpoint.kept, post: enrol.kept)
        let secondFactor = SecondFactorEndpoint(self, gate: gate, pages: pages)
        routes.answer(.secondFactor, get: secondFactor.get, post: rates.limited(.signIn, secondFactor.post))
        let ofVNeID = [(UpstreamID.vneid, vneid), (UpstreamID.vneidApp, vneidApp)].compactMap { id, way in
            way.map { (id, $0) }
        }
        let elsewhere = ofVNeID + upstreams.map { ($0.settings.id, $0.upstream) }
        for (id, upstream) in elsewhere {
            let endpoint = UpstreamEndpoint(id, upstream, self, gate: gate)
            routes.answer(.signIn, id.path, get: rates.limited(.begin, endpoint.begin))
            routes.answer(id.callbackPath, get: rates.limitedRefusals(endpoint.callback))
        }
        let confirm = ConfirmAccountEndpoint(
            confirmAccount: ConfirmAccount(installation), gate: gate, pages: pages)
        routes.answer(.confirmAccount, get: confirm.get, post: confirm.post)
        let consent = ConsentEndpoint(
            consent: GiveConsent(installation), rights: ReadRequestedRights(installation), issuer: issuer, gate: gate,
            pages: pages, details: registration.map { _ in ReadClientDetails(installation) })
        routes.answer(.consent, get: consent.get, post: consent.post)
        let posts = ChoosePostEndpoint(choosePost: ChoosePost(installation), gate: gate, pages: pages)
        routes.answer(.choosePost, get: posts.get, post: posts.post)

        let recoveryCodes = RecoveryCodesEndpoint(self, pages: pages)
        routes.answer(RecoveryCodesEndpoint.path, get: recoveryCodes.get, post: recoveryCodes.post)
        routes.answer(RecoveryCodesEndpoint.kept, post: recoveryCodes.kept)
        if grants.contains(.ciba) {
            let requests = WaitingRequestsEndpoint(self, pages: pages)
            routes.answer(
                WaitingRequestsEndpoint.path, get: rates.limited(.begin, requests.get),
                post: rates.limited(.begin, requests.post))
        }
        let consents = ConsentsEndpoint(self, pages: pages)
        routes.answer(
            ConsentsEndpoint.path, get: rates.limited(.begin, consents.get), post: rates.limitedRefusals(consents.post))
        let home = HomeEndpoint(
            signOut: SignOut(installation, issuer: issuer), recoveryCodes: RenewRecoveryCodes(installation, sealer),
            requestsPath: grants.contains(.ciba) ? WaitingRequestsEndpoint.path : nil, pages: pages)
        routes.answer("/", get: home.get)
        routes.answer(Issuer.Path.mistakes + "/:mistake", get: MistakeEndpoint(pages: pages).get)
        routes.publish(Stylesheet.path, home.stylesheet)
    }

    /// What platforms ask of people's rights.
    private func addAuthZEN(_ routes: Routes, _ rates: StrangerRates) {
        let authZEN = AuthZENEndpoint(self)
        routes.publish(DecisionPointMetadata.path, authZEN.metadata)
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

    /// What is the same for everybody and changes nothing: who wants to know only whether it has changed may ask by HEAD
    /// (RFC 9110 §9.3.2).
    ///
    /// Elsewhere HEAD is refused. It would have to have the effects of GET: a link scanner, which sends it, would be
    /// given a code, or end a session.
    func publish(_ path: String, _ get: @escaping Handler) {
        register(path, [.get: get, .head: { visit in try await get(visit).createHeadResponse() }])
    }

    func answer(_ path: String, get: Handler? = nil, post: Handler? = nil) {
        var handlers: [HTTPRequest.Method: Handler] = [:]
        handlers[.get] = get
        handlers[.post] = post
        register(path, handlers)
    }

    /// Registers the methods of a path, and refuses the others by name.
    func register(_ path: String, _ handlers: [HTTPRequest.Method: Handler]) {
        let path = RouterPath(path)
        let methods: [HTTPRequest.Method] = [.get, .post, .head, .put, .patch, .delete, .options]
        let allowed = methods.filter { handlers[$0] != nil }
        for (method, handler) in handlers {
            router.on(path, method: method, responder: Route(clock: clock, handler: handler))
        }
        let allow = allowed.map(\.rawValue).joined(separator: ", ")
        for method in methods where handlers[method] == nil {
            router.on(path, method: method) { _, _ in
                Response(status: .methodNotAllowed, headers: [.allow: allow])
            }
        }
    }
}

/// The handler of a path and a method. A closure would be called by way of others that turn what it returns into a response.
private struct Route: HTTPResponder {
    let clock: any WallClock
    let handler: Routes.Handler

    func respond(to request: Request, context: ProviderRequestContext) async throws -> Response {
        try await handler(Visit(request, context, at: clock.now))
    }
}
