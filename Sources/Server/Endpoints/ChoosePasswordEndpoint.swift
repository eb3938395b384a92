import Accounts
import Hummingbird
import Identity
import OpenIDConnect
import Operations
import Pages

/// Lets somebody who came with an activation code choose a password of their own.
struct ChoosePasswordEndpoint: Sendable {
    private let choose: ChoosePassword
    private let gate: InteractionGate
    private let pages: PageResponder

    init(_ provider: Provider, gate: InteractionGate, pages: PageResponder) {
        choose = ChoosePassword(provider.installation, provider.passwords)
        self.gate = gate
        self.pages = pages
    }

    func get(_ visit: Visit) async throws -> Response {
        let page = try await gate.interacting(visit)
        return self.page(page, try await self.username(page), problem: nil)
    }

    func post(_ visit: Visit) async throws -> Response {
        let form = try await gate.form(
            visit, for: .accountPassword,
            token: { page in page.formToken(about: try await self.username(page)) },
            again: { page in self.page(page, try await self.username(page), problem: .formTooOld, status: .forbidden) })
        let page = form.page
        let username = try await self.username(page)
        let typed = form.field("password") ?? ""
        // As they are kept: two keyboards may have typed the same.
        guard PresentedPassword(typed)?.bytes == PresentedPassword(form.field("password_again") ?? "")?.bytes else {
            return self.page(page, username, problem: .notTheSame, status: .badRequest)
        }
        let password: NewPassword
        do throws(PasswordRefusal) { password = try NewPassword(typed, for: username) } catch {
            return self.page(page, username, problem: .refused(error.text), status: .badRequest)
        }
        switch try await choose.run(password, at: page.stepPlace, visit.anonymous) {
        // What comes next says the authorization endpoint.
        case .chosen, .notDue:
            return pages.continue(to: page.returnPath, platformName: page.client.name, visit.request)
        case .disabled: return .redirect(to: page.signInPath(.accountDisabled))
        case .busy:
            return self.page(page, username, problem: .tooManyAttemptsAtOnce, status: .serviceUnavailable)
        }
    }

    /// - Throws: back to the authorization endpoint, where nothing is to be chosen.
    private func username(_ page: Interacting) async throws -> Username {
        guard let username = try await choose.username(at: page.stepPlace, page.visit.now) else {
            throw RefusedRequest(nil, .redirect(to: page.returnPath))
        }
        return username
    }

    private func page(
        _ page: Interacting, _ username: Username, problem: ChoosePasswordPage.Problem?,
        status: HTTPResponse.Status = .ok
    ) -> Response {
        pages.page(
            ChoosePasswordPage(
                username: username.text, action: InteractionPage.choosePassword.path(of: page.id),
                formToken: page.formToken(about: username), problem: problem),
            for: page.visit.request, status: status, uiLocales: page.demand.uiLocales)
    }
}
