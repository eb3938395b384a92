import HTTPTypes
import Hummingbird
import Identity
import NIOCore
import Wire

/// What a citizen's device asks, and what the provider tells.
struct CitizenEndpoints: Sendable {
    let connection: Connection
    let devices: Devices
    let events: SeenEvents
    let settings: HueSSettings
    let pages: HueSPages

    /// Who is signed in sees what becomes of their token on its way to the map.
    func start(_ request: Request) async -> Response {
        guard let cookie = request.deviceCookie, let device = await devices.device(cookie) else { return pages.start() }
        do throws(HueSFailure) {
            let provider = try await provider()
            let own = try await accessToken(provider, cookie)
            let exchanged = try await provider.exchange(own, for: provider.registration.map)
            let seen = try ProviderClient.object(try await callMap(provider, "places", exchanged))
            let columns = TokenColumns(idToken: device.idTokenClaims, own: own, exchanged: exchanged, seen: seen)
            return pages.tokens(
                columns, device: device, all: await devices.all(of: device.subject),
                events: await events.shown(of: device.subject))
        } catch { return failed(error) }
    }

    /// What the map shows to nobody but who has signed in well enough and lately: where it asks for that, the citizen is sent
    /// to do it (RFC 9470), once.
    func privatePlaces(_ request: Request) async -> Response {
        guard let cookie = request.deviceCookie, await devices.device(cookie) != nil else {
            return .seeOther(HueSPath.start)
        }
        do throws(HueSFailure) {
            let provider = try await provider()
            let token = try await provider.exchange(
                try await accessToken(provider, cookie), for: provider.registration.map)
            let answer = try await callMap(provider, "places/private", token)
            if let stepUp = StepUp(answer) {
                guard request.rawQuery != HueSPath.steppedUp else { throw HueSFailure.insufficientSignIn }
                return try await signIn(provider, in: cookie, stepUp)
            }
            return pages.places(try ProviderClient.object(answer))
        } catch { return failed(error) }
    }

    private func accessToken(_ provider: ProviderClient, _ cookie: String) async throws(HueSFailure) -> String {
        try await devices.accessToken(cookie, at: settings.clock.now) { refreshToken in
            try await provider.refresh(refreshToken)
        }
    }

    /// Calls the platform in the citizen's name. What it may do there is the platform's to decide, by the token.
    private func callMap(
        _ provider: ProviderClient, _ path: String, _ token: String
    ) async throws(HueSFailure) -> FetchResponse {
        guard let url = try? Wire.URI(provider.registration.map.text + path) else { throw .badAnswer }
        return try await provider.fetch(
            FetchRequest(url: url, headers: [("Authorization", "Bearer \(token)"), ("Accept", "application/json")]))
    }

    func login(_ request: Request) async -> Response {
        do throws(HueSFailure) {
            let cookie: String
            if let known = request.deviceCookie { cookie = known } else { cookie = await devices.newCookie() }
            return try await signIn(try await provider(), in: cookie)
        } catch { return failed(error) }
    }

    /// Sends the browser to the provider.
    private func signIn(
        _ provider: ProviderClient, in cookie: String, _ stepUp: StepUp? = nil
    ) async throws(HueSFailure) -> Response {
        let redirectURI = try await redirectURI()
        let metadata = try await provider.metadata()
        let signIn = BegunSignIn(stepUp, random: settings.random, at: settings.clock.now)
        await devices.begin(signIn, in: cookie, at: settings.clock.now)
        let location = signIn.location(metadata, clientID: provider.registration.clientID, redirectURI: redirectURI)
        return .seeOther(location, cookie: cookie)
    }

    func callback(_ request: Request) async -> Response {
        do throws(HueSFailure) {
            guard let cookie = request.deviceCookie, let answer = try? FormParameters(query: request.rawQuery),
                let state = try? answer.single("state"),
                let signIn = await devices.take(state: state, in: cookie, at: settings.clock.now)
            else { throw HueSFailure.unknownSignIn }
            let (provider, redirectURI) = (try await provider(), try await redirectURI())
            // RFC 9207 §2.4: whose answer it is.
            guard (try? answer.single("iss"))?.hasSameBytes(as: provider.registration.issuer.text) == true else {
                throw HueSFailure.badAnswer
            }
            if let error = try? answer.single("error") { throw HueSFailure.refused(error) }
            guard let code = try? answer.single("code") else { throw HueSFailure.badAnswer }
            let (tokens, claims) = try await provider.redeem(code, of: signIn, redirectURI: redirectURI)
            let opened = await devices.open(
                tokens, claims, label: request.label, inPlaceOf: cookie, at: settings.clock.now)
            guard let opened else { throw HueSFailure.badAnswer }
            if let ended = opened.ended { await revoke(ended, at: provider) }
            await askForEvents(provider)
            let destination =
                signIn.stepUp == nil ? HueSPath.start : HueSPath.privatePlaces + "?" + HueSPath.steppedUp
            return .seeOther(destination, cookie: opened.cookie)
        } catch { return failed(error) }
    }

    /// The session that the browser has had before ends at the provider, too. Whoever has signed in anew doesn't fail where
    /// that does: it ends by itself in time.
    private func revoke(_ refreshToken: String, at provider: ProviderClient) async {
        do throws(HueSFailure) { try await provider.revoke(refreshToken) } catch {
            settings.logger.notice("a session is not revoked", metadata: ["reason": "\(error.code)"])
        }
    }

    /// From the first citizen on the backend is told of security events. Whoever signs in doesn't fail where that does: it is asked
    /// for again with the next one.
    private func askForEvents(_ provider: ProviderClient) async {
        guard let origin = await connection.origin, await events.needsStream() else { return }
        do throws(HueSFailure) {
            try await provider.ensureStream(to: origin + HueSPath.securityEvents)
            await events.hasStream()
        } catch {
            settings.logger.notice("no security events are told yet", metadata: ["reason": "\(error.code)"])
        }
    }

    /// The citizen ends a device, this one or another: its offline session ends at the provider, too.
    func endDevice(_ request: Request) async -> Response {
        guard let cookie = request.deviceCookie, let device = await devices.device(cookie),
            let form = await request.smallForm, let number = (try? form.single("device")).flatMap({ Int($0) })
        else { return .seeOther(HueSPath.start) }
        do throws(HueSFailure) {
            if let refreshToken = await devices.end(number, of: device.subject) {
                try await provider().revoke(refreshToken)
            }
            return .seeOther(HueSPath.start)
        } catch { return failed(error) }
    }

    /// The provider says that somebody is signed out (OpenID Connect Back-Channel Logout §2.5).
    func backchannelLogout(_ request: Request) async -> Response {
        do throws(HueSFailure) {
            guard let form = await request.smallForm, let token = try? form.single("logout_token") else {
                throw HueSFailure.badAnswer
            }
            let logout = try await provider().logout(token)
            guard await events.isFirst(logout.id) else { throw HueSFailure.badAnswer }
            if let subject = logout.subject { await devices.endAll(of: subject) }
            return Response(status: .ok)
        } catch {
            settings.logger.notice("a logout token is refused", metadata: ["reason": "\(error.code)"])
            return Response(status: .badRequest)
        }
    }

    private func provider() async throws(HueSFailure) -> ProviderClient {
        guard let provider = await connection.provider else { throw .notConnected }
        return provider
    }

    private func redirectURI() async throws(HueSFailure) -> String {
        guard let origin = await connection.origin else { throw .notConnected }
        return origin + HueSPath.callback
    }

    private func failed(_ failure: HueSFailure) -> Response {
        settings.logger.notice("a request came to nothing", metadata: ["reason": "\(failure.code)"])
        return pages.failed(failure)
    }
}

extension Request {
    private static let cookieName = "hue-s-device"

    static func setCookie(_ cookie: String) -> String { "\(cookieName)=\(cookie); Path=/; HttpOnly; SameSite=Lax" }

    /// The raw query, without its question mark.
    var rawQuery: String {
        guard let path = head.path, let mark = path.utf8.firstIndex(of: 0x3F) else { return "" }
        return String(path[path.utf8.index(after: mark)...])
    }

    /// What names the device; `nil` when there is nothing, or several that could be meant.
    var deviceCookie: String? {
        let prefix = Self.cookieName + "="
        let found = headers[values: .cookie].flatMap { $0.split(separator: ";") }
            .map { $0.drop { $0 == " " } }.filter { $0.hasPrefix(prefix) }
        guard found.count == 1, let id = found.first?.dropFirst(prefix.count), id.utf8.count == 43 else { return nil }
        return String(id)
    }

    /// By what a citizen recognises the device.
    var label: String { String((headers[.userAgent] ?? "?").prefix(HueSLimits.labelLength)) }

    var smallForm: FormParameters? {
        get async {
            guard let bytes = try? await body.collect(upTo: HueSLimits.formBytes) else { return nil }
            return try? FormParameters(parsing: Array(bytes.readableBytesView))
        }
    }
}

extension Response {
    static func seeOther(_ location: String, cookie: String? = nil) -> Response {
        var response = Response(status: .seeOther, headers: [.location: location])
        // Not "Secure" and no "__Host-": the demo speaks http on this machine.
        if let cookie { response.headers[.setCookie] = Request.setCookie(cookie) }
        return response
    }
}
