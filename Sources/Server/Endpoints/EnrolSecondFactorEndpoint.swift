import Accounts
import Cryptography
import Hummingbird
import Identity
import OpenIDConnect
import Operations
import Pages

/// Sets up the authenticator app of an account that has none, and shows the recovery codes, once.
struct EnrolSecondFactorEndpoint: Sendable {
    private let enrol: EnrolSecondFactor
    private let random: any RandomSource
    private let gate: InteractionGate
    private let pages: PageResponder

    /// As authenticator apps show it above the codes. Some can't show letters with marks.
    private static let issuerName = "Hue SSO"
    /// Where the button below the recovery codes leads.
    static let kept = "/kept"

    init(_ provider: Provider, gate: InteractionGate, pages: PageResponder) {
        enrol = EnrolSecondFactor(provider.installation, provider.sealer)
        random = provider.random
        self.gate = gate
        self.pages = pages
    }

    func get(_ visit: Visit) async throws -> Response {
        try await page(try await gate.interacting(visit), problem: nil)
    }

    func post(_ visit: Visit) async throws -> Response {
        let form = try await gate.form(visit, for: .secondFactorEnrolment) { page in
            try await self.page(page, problem: .formTooOld, status: .forbidden)
        }
        let page = form.page
        guard let code = form.field("code").flatMap({ OneTimePassword($0) }) else {
            return try await self.page(page, problem: .wrongCode, status: .badRequest)
        }
        let device = visit.deviceCookie(random)
        switch try await enrol.confirm(code, device: device, at: page.stepPlace, visit.anonymous) {
        case .enrolled(let cookie, let username, let codes):
            return pages.page(
                RecoveryCodesPage(
                    codes: codes.map(\.text), username: username.text, action: path(page) + Self.kept,
                    formToken: page.formToken),
                for: visit.request, uiLocales: page.demand.uiLocales
            ).setting(cookie).setting(device, maxAge: Session.deviceMemory)
        case .wrong: return try await self.page(page, problem: .wrongCode, status: .forbidden)
        case .locked(let until):
            let wait = Wait(until: until, visit.now)
            return try await self.page(page, problem: .locked(minutes: wait.minutes), status: .tooManyRequests)
                .adding(.retryAfter, wait.seconds)
        case .disabled: return .redirect(to: page.signInPath(.accountDisabled))
        case .notDue: return pages.continue(to: page.returnPath, platformName: page.client.name, visit.request)
        }
    }

    /// The recovery codes are kept: on to where the person was going.
    func kept(_ visit: Visit) async throws -> Response {
        let page = try await gate.form(visit, for: .secondFactorEnrolment) { page in
            .redirect(to: page.returnPath)
        }.page
        return pages.continue(to: page.returnPath, platformName: page.client.name, visit.request)
    }

    private func path(_ page: Interacting) -> String { InteractionPage.enrolSecondFactor.path(of: page.id) }

    /// - Throws: back to the authorization endpoint, where nothing is to be set up.
    private func page(
        _ page: Interacting, problem: EnrolSecondFactorPage.Problem?, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        guard let setup = try await enrol.begin(at: page.stepPlace, page.visit.now) else {
            throw RefusedRequest(nil, .redirect(to: page.returnPath))
        }
        let notice = page.visit.passwordNotice
        let uri = setup.seed.uri(issuer: Self.issuerName, account: setup.username.text)
        return pages.page(
            EnrolSecondFactorPage(
                setup: try QRCode(uri), secret: setup.seed.text,
                action: InteractionPage.enrolSecondFactor.path(of: page.id, telling: notice),
                formToken: page.formToken, problem: problem, notice: notice),
            for: page.visit.request, status: status, uiLocales: page.demand.uiLocales,
            reading: [PasswordNotice.parameter])
    }
}
