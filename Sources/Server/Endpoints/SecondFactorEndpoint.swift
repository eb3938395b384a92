import Accounts
import Cryptography
import Hummingbird
import Identity
import OpenIDConnect
import Operations
import Pages

/// Asks for the second factor: the code of the authenticator app, or a recovery code in its place.
struct SecondFactorEndpoint: Sendable {
    private let secondFactor: SecondFactor
    private let random: any RandomSource
    private let gate: InteractionGate
    private let pages: PageResponder

    init(_ provider: Provider, gate: InteractionGate, pages: PageResponder) {
        secondFactor = SecondFactor(provider.installation, provider.sealer)
        random = provider.random
        self.gate = gate
        self.pages = pages
    }

    func get(_ visit: Visit) async throws -> Response {
        let page = try await gate.interacting(visit)
        let way = try? visit.request.queryParameters().single("with")
        return try self.page(page, way.flatMap { .init(rawValue: $0) } ?? .oneTimePassword, problem: nil)
    }

    func post(_ visit: Visit) async throws -> Response {
        let form = try await gate.form(visit, for: .signIn) { page in
            try self.page(page, .oneTimePassword, problem: .formTooOld, status: .forbidden)
        }
        let page = form.page
        let recoveryCode = form.field(SecondFactorPage.Way.recoveryCode.field)
        let way: SecondFactorPage.Way = recoveryCode == nil ? .oneTimePassword : .recoveryCode
        let presented: SecondFactor.Presented? =
            if let recoveryCode {
                RecoveryCode(recoveryCode).map { .recoveryCode($0) }
            } else {
                form.field(way.field).flatMap { OneTimePassword($0) }.map { .oneTimePassword($0) }
            }
        // What can't be one is a slip of the hand, and no guess.
        guard let presented else { return try self.page(page, way, problem: .wrongCode, status: .badRequest) }
        let device = visit.deviceCookie(random)
        switch try await secondFactor.run(presented, device: device, at: page.stepPlace, visit.anonymous) {
        case .signedIn(let cookie):
            return pages.continue(to: page.returnPath, platformName: page.client.name, visit.request)
                .setting(cookie).setting(device, maxAge: Session.deviceMemory)
        case .wrong: return try self.page(page, way, problem: .wrongCode, status: .forbidden)
        case .used: return try self.page(page, way, problem: .usedCode, status: .forbidden)
        case .locked(let until):
            let wait = Wait(until: until, visit.now)
            return try self.page(page, way, problem: .locked(minutes: wait.minutes), status: .tooManyRequests)
                .adding(.retryAfter, wait.seconds)
        case .disabled: return .redirect(to: page.signInPath(.accountDisabled))
        case .notDue: return pages.continue(to: page.returnPath, platformName: page.client.name, visit.request)
        }
    }

    /// - Throws: back to the authorization endpoint, where no second factor is asked for.
    private func page(
        _ page: Interacting, _ way: SecondFactorPage.Way, problem: SecondFactorPage.Problem?,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        guard page.interaction.opened.facts.unfinished == .secondFactor else {
            throw RefusedRequest(nil, .redirect(to: page.returnPath))
        }
        let notice = page.visit.passwordNotice
        let other: SecondFactorPage.Way = way == .oneTimePassword ? .recoveryCode : .oneTimePassword
        return pages.page(
            SecondFactorPage(
                way: way, platformName: page.client.name,
                action: InteractionPage.secondFactor.path(of: page.id, telling: notice), formToken: page.formToken,
                otherWayPath: InteractionPage.secondFactor.path(
                    of: page.id, telling: notice, [("with", other.rawValue)]),
                problem: problem, notice: notice),
            for: page.visit.request, status: status, uiLocales: page.demand.uiLocales,
            reading: ["with", PasswordNotice.parameter])
    }
}
