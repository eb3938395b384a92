import Accounts
import Cryptography
import Hummingbird
import Identity
import Keys
import OpenIDConnect
import Operations
import Pages
import Wire

/// RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0), and the person's own.
struct LogoutEndpoint: Sendable {
    private let signOut: SignOut
    private let issuer: Issuer
    private let keys: KeyRing
    private let subjects: PairwiseSubjects
    private let random: any RandomSource
    private let managesSessions: Bool
    private let pages: PageResponder

    /// Where the form of the confirmation page goes; the request that it is about stands in its query.
    static let confirmationPath = Issuer.Path.endSession + "/confirm"

    init(_ provider: Provider, pages: PageResponder) {
        signOut = SignOut(provider.installation, issuer: provider.issuer)
        issuer = provider.issuer
        keys = provider.keys
        subjects = provider.subjects
        random = provider.random
        managesSessions = provider.managesSessions
        self.pages = pages
    }

    func get(_ visit: Visit) async throws -> Response {
        try await answer(try visit.query(for: .signOut).keeping(LogoutRequest.parameterNames), visit)
    }

    /// From a platform's own form: another site's POST comes without our cookies (SameSite=Lax), the GET after it
    /// doesn't.
    func post(_ visit: Visit) async throws -> Response {
        let parameters = try await visit.form(for: .signOut).keeping(LogoutRequest.parameterNames)
        guard visit.request.isFromAnotherSite(than: issuer) else { return try await answer(parameters, visit) }
        _ = try await read(parameters, visit)
        return .redirect(to: Issuer.Path.endSession + "?" + parameters.compactlyEncoded())
    }

    private func answer(_ parameters: FormParameters, _ visit: Visit) async throws -> Response {
        let (logout, holder) = try await read(parameters, visit)
        if let holder {
            guard !logout.needsConfirmation(session: holder.session.id, subjects: subjects) else {
                return confirmation(parameters, logout, holder, visit)
            }
            try await signOut.end(holder.session, client: logout.client?.id, visit.anonymous)
        }
        let response = try await signedOut(logout, visit)
        // A cookie of a session that has ended is of no use; one that wasn't sent isn't ours to clear: this may be a request
        // of another site.
        return visit.sessionCookie == nil
            ? response
            : response.clearing(SessionCookie.self).remembering(visit.sessionCookie).endingBrowserState(managesSessions)
    }

    /// The person has confirmed.
    func confirm(_ visit: Visit) async throws -> Response {
        let parameters = try visit.query(for: .signOut).keeping(LogoutRequest.parameterNames)
        let form = try await visit.form(for: .signOut)
        let (logout, holder) = try await read(parameters, visit)
        let onwards = Issuer.Path.endSession + "?" + parameters.compactlyEncoded()
        guard let holder else { return pages.continue(to: onwards, platformName: "", visit.request) }
        guard let browser = visit.browserCookie, form.carries(Self.formToken(browser, holder.session)) else {
            let record = RefusedRequest.Record(
                action: .signOut, code: "foreign-form", client: logout.client?.id,
                actor: .person(holder.session.person), session: holder.session.id.text)
            throw RefusedRequest(
                record, .page(confirmation(parameters, logout, holder, visit, status: .forbidden)))
        }
        try await signOut.end(holder.session, client: logout.client?.id, visit.anonymous)
        return pages.continue(to: onwards, platformName: logout.client?.name ?? "", visit.request)
            .clearing(SessionCookie.self).remembering(visit.sessionCookie).endingBrowserState(managesSessions)
    }

    private func read(
        _ parameters: FormParameters, _ visit: Visit
    ) async throws -> (request: LogoutRequest, holder: SignedIn?) {
        do {
            // It goes round in queries of ours.
            guard parameters.areCompactlyEncoded(within: Limits.queryBytes) else { throw LogoutRefusal.malformed }
            return try await signOut.read(parameters, visit.sessionCookie, keys: keys.current, at: visit.now)
        } catch let refusal as LogoutRefusal {
            let mistake = ClientMistake(rawValue: refusal.code)
            let named = (try? parameters.single("client_id")).flatMap { $0 }.flatMap { ClientID($0) }
            throw RefusedRequest(
                .init(action: .signOut, code: refusal.code, client: named),
                .badRequest(code: "invalid_request", reason: refusal.reason, mistake: mistake, status: .badRequest)
            ).showing(mistake, of: named)
        }
    }

    private func signedOut(_ logout: LogoutRequest, _ visit: Visit) async throws -> Response {
        var (progress, frames): (SessionProgress?, [LogoutFrame]) = (nil, [])
        if let ended = visit.sessionCookie ?? visit.request.cookie(EndedSessionCookie.self)?.session {
            progress = try await signOut.progress(of: ended, at: visit.now)
            frames = try await signOut.frames(of: ended, subjects, at: visit.now)
        }
        if let address = logout.returnAddress, frames.isEmpty { return .redirect(to: address) }
        let inFrames = Set(frames.map(\.client))
        let response = pages.page(
            SignedOutPage(
                returnURL: logout.returnAddress ?? logout.client?.startURI, platformName: logout.client?.name,
                platforms: (progress?.platforms ?? []).map {
                    SignedOutPage.Platform($0, isInFrame: inFrames.contains($0.client))
                }, frames: frames.map(\.url)), for: visit.request, uiLocales: logout.uiLocales,
            policy: ContentSecurityPolicy.signedOut(framing: frames.map(\.origin)),
            reading: LogoutRequest.parameterNames)
        // Frames have that long to load; whoever doesn't want to wait has a button.
        if let address = logout.returnAddress { return response.adding(.refresh, "3; url=\(address)") }
        guard progress?.isUnderWay == true else { return response }
        // Mostly they have heard of it a moment later. The hint isn't repeated: whose session it was, the cookie says.
        let named = [("client_id", logout.client?.id.text), ("ui_locales", logout.uiLocales)]
        let query = FormParameters(named.compactMap { name, value in value.map { (name, $0) } })
        return response.adding(.refresh, "2; url=\(Issuer.Path.endSession)?\(query.compactlyEncoded())")
    }

    private func confirmation(
        _ parameters: FormParameters, _ logout: LogoutRequest, _ holder: SignedIn, _ visit: Visit,
        status: HTTPResponse.Status = .ok
    ) -> Response {
        let browser = visit.browserCookie ?? BrowserSecret(random: random)
        let query = parameters.pairs.isEmpty ? "" : "?" + parameters.compactlyEncoded()
        return pages.page(
            ConfirmLogoutPage(
                personName: holder.name, platformName: logout.client?.name,
                action: Self.confirmationPath + query, formToken: Self.formToken(browser, holder.session),
                stayPath: logout.client?.startURI ?? "/"),
            for: visit.request, status: status, uiLocales: logout.uiLocales, reading: LogoutRequest.parameterNames
        ).setting(browser, maxAge: Interaction.memory)
    }

    private static func formToken(_ browser: BrowserSecret<BrowserCookie>, _ session: Session) -> String {
        browser.derive("logout", for: session.id.text)
    }
}

extension Response {
    /// Keeps what shows, for a few minutes, what the platforms have heard of the end of a session.
    fileprivate func remembering(_ session: BrowserSecret<SessionCookie>?) -> Response {
        guard let ended = session?.ended else { return self }
        return setting(ended, maxAge: EndedSessionCookie.memory)
    }
}

extension SessionProgress {
    /// Whether a platform is still to be tried for the first time.
    fileprivate var isUnderWay: Bool {
        platforms.contains { platform in
            if case .retrying(_, _, failure: nil) = platform.state { true } else { false }
        }
    }
}

extension SignedOutPage.Platform {
    fileprivate init(_ platform: SessionProgress.Platform, isInFrame: Bool) {
        let state: SignedOutPage.State =
            switch platform.state {
            case .signedOut: .signedOut
            case .retrying(_, _, failure: nil): .beingTold
            case .retrying: .retrying
            case .givenUp, .cannotBeTold, .signedIn: isInFrame ? .inBrowser : .unreached
            }
        self.init(name: platform.name, state: state)
    }
}
