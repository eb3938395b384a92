import Hummingbird
import Identity
import Wire

/// `POST /simulation/consent`: "Xác nhận chia sẻ" gives the relying party a code, anything else a refusal.
struct ConsentEndpoint: Sendable {
    let ledger: Ledger
    let faults: Faults
    let clock: any WallClock
    let sealing: QuirksSealing
    let pages: Pages

    func respond(to request: Request) async throws -> Response {
        let form: FormParameters
        do {
            form = try await request.form()
        } catch {
            return pages.refusal(error)
        }
        let transaction = (try? form.single("transaction")) ?? ""
        let allows = (try? form.single("decision")) == "allow"
        let fault = await faults.take(oneOf: [.refusedByCitizen, .consentExpired, .foreignAnswer])
        let now = clock.now
        switch (await ledger.decide(transaction, at: now), fault) {
        case (.unknown, _):
            return pages.notice(.over, status: .badRequest)
        case (.tooLate(let authorization), _), (.inTime(let authorization, _), .consentExpired):
            return .seeOther(
                authorization.answer(error: .accessDenied, "the request for consent has expired"))
        case (.inTime(let authorization, let person), nil) where allows,
            (.inTime(let authorization, let person), .foreignAnswer) where allows:
            let login = Login(
                request: authorization, persona: person.persona, authenticatedAt: person.authenticatedAt)
            if let reader = authorization.envelopeKey {
                return .seeOther(try await sealing.answer(to: login, sealedTo: reader, ledger, at: now))
            }
            let code = await ledger.issueCode(for: login, at: now)
            return .seeOther(authorization.answer(code: code, isForeign: fault == .foreignAnswer))
        case (.inTime(let authorization, _), _):
            return .seeOther(authorization.answer(error: .accessDenied, "the citizen refused to share"))
        }
    }
}
