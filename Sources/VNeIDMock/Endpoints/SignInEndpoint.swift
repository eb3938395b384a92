import Cryptography
import Hummingbird
import Identity
import Wire

/// `POST /simulation/sign-in`: number, password and one-time password, then the consent page.
struct SignInEndpoint: Sendable {
    let ledger: Ledger
    let personas: [ExactText: Persona]
    let faults: Faults
    /// Whether whoever signs in is remembered.
    let keepsSessions: Bool
    let clock: any WallClock
    let pages: Pages

    func respond(to request: Request) async -> Response {
        let form: FormParameters
        do {
            form = try await request.form()
        } catch {
            return pages.refusal(error)
        }
        let transaction = (try? form.single("transaction")) ?? ""
        guard let authorization = await ledger.request(transaction, at: clock.now) else {
            return pages.notice(.over, status: .badRequest)
        }
        if await faults.take(.accountLocked) {
            return await locked(transaction, authorization)
        }
        guard let persona = persona(form) else {
            switch await ledger.failed(transaction, at: clock.now) {
            case .over: return await locked(transaction, authorization)
            case .tryAgain:
                return pages.signIn(
                    SignInPage(
                        transaction: transaction, clientName: authorization.client.name,
                        username: (try? form.single("username")) ?? "", hasFailed: true,
                        isInApp: authorization.isForApp))
            }
        }
        if case .member = persona.kind {
            await ledger.end(transaction, at: clock.now)
            let way = authorization.answer(
                error: .accessDenied, "the person is not the representative of the organisation")
            return pages.notice(.notTheRepresentative, way: way, status: .forbidden)
        }
        let now = clock.now
        let session = PortalSession(persona: persona, authenticatedAt: now)
        await ledger.signedIn(transaction, as: session, at: now)
        let page = pages.consent(
            ConsentPage(transaction: transaction, clientName: authorization.client.name, persona: persona))
        return keepsSessions ? page.settingPortalCookie(await ledger.open(session, at: now)) : page
    }

    /// The persona whose number, password and one-time password these are.
    private func persona(_ form: FormParameters) -> Persona? {
        guard let username = try? form.single("username"), let password = try? form.single("password"),
            let otp = try? form.single("otp"), let persona = personas[ExactText(username)]
        else {
            return nil
        }
        let isRight = constantTimeEqual(password, persona.password)
        return constantTimeEqual(otp, persona.otp) && isRight ? persona : nil
    }

    private func locked(_ transaction: String, _ authorization: AuthorizationRequest) async -> Response {
        await ledger.end(transaction, at: clock.now)
        let way = authorization.answer(error: .accessDenied, "the account is locked")
        return pages.notice(.accountLocked, way: way, status: .forbidden)
    }
}
