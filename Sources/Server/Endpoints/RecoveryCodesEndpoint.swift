import Accounts
import Cryptography
import Hummingbird
import Identity
import OpenIDConnect
import Operations
import Pages

/// Where somebody who is signed in gets new recovery codes. It is about no platform, and so needs no interaction; whoever
/// is not signed in, or has no authenticator app of ours, is sent home.
struct RecoveryCodesEndpoint: Sendable {
    private let renew: RenewRecoveryCodes
    private let random: any RandomSource
    private let pages: PageResponder

    static let path = "/recovery-codes"
    /// Where the button below the new codes leads.
    static let kept = path + "/kept"
    private static let home = "/"

    init(_ provider: Provider, pages: PageResponder) {
        renew = RenewRecoveryCodes(provider.installation, provider.sealer)
        random = provider.random
        self.pages = pages
    }

    func get(_ visit: Visit) async throws -> Response {
        page(try await holder(visit), visit, problem: nil)
    }

    func post(_ visit: Visit) async throws -> Response {
        let form = try await visit.form(for: .recoveryCodesRenewal)
        let holder = try await holder(visit)
        guard let browser = visit.browserCookie, form.carries(Self.formToken(browser, holder)) else {
            let record = RefusedRequest.Record(
                action: .recoveryCodesRenewal, code: "foreign-form", actor: .person(holder.signedIn.session.person),
                session: holder.signedIn.session.id.text)
            throw RefusedRequest(record, .page(page(holder, visit, problem: .formTooOld, status: .forbidden)))
        }
        guard let code = ((try? form.single("code")) ?? nil).flatMap({ OneTimePassword($0) }) else {
            return page(holder, visit, problem: .wrongCode, status: .badRequest)
        }
        let act = visit.act(of: .person(holder.signedIn.session.person))
        switch try await renew.run(code, by: holder, act) {
        case .renewed(let codes):
            return pages.page(
                RecoveryCodesPage(
                    codes: codes.map(\.text), username: holder.username.text, action: Self.kept,
                    formToken: Self.formToken(browser, holder)),
                for: visit.request)
        case .wrong: return page(holder, visit, problem: .wrongCode, status: .forbidden)
        case .used: return page(holder, visit, problem: .usedCode, status: .forbidden)
        case .locked(let until):
            let wait = Wait(until: until, visit.now)
            return page(holder, visit, problem: .locked(minutes: wait.minutes), status: .tooManyRequests)
                .adding(.retryAfter, wait.seconds)
        case .notDue: return .redirect(to: Self.home)
        }
    }

    /// The new codes are kept; there is nothing to be done.
    func kept(_ visit: Visit) -> Response { .redirect(to: Self.home) }

    private func holder(_ visit: Visit) async throws -> RenewRecoveryCodes.Holder {
        guard let holder = try await renew.holder(visit.sessionCookie, at: visit.now) else {
            throw RefusedRequest(nil, .redirect(to: Self.home))
        }
        return holder
    }

    private func page(
        _ holder: RenewRecoveryCodes.Holder, _ visit: Visit, problem: SecondFactorPage.Problem?,
        status: HTTPResponse.Status = .ok
    ) -> Response {
        let browser = visit.browserCookie ?? BrowserSecret(random: random)
        return pages.page(
            RenewRecoveryCodesPage(
                username: holder.username.text, left: holder.left, action: Self.path,
                formToken: Self.formToken(browser, holder), problem: problem),
            for: visit.request, status: status
        ).setting(browser, maxAge: Interaction.memory)
    }

    /// The session is part of it: a page that was shown to one person isn't answered as another.
    private static func formToken(
        _ browser: BrowserSecret<BrowserCookie>, _ holder: RenewRecoveryCodes.Holder
    ) -> String {
        browser.derive("recovery codes", for: holder.signedIn.session.id.text)
    }
}
