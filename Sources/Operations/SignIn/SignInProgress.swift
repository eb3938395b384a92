import Accounts
import Cryptography
import Database
import Identity
import OpenIDConnect
import Storage

/// Where somebody signs in step by step: in an interaction, at the browser that it belongs to.
package struct StepPlace: Sendable {
    let interaction: InteractionID
    let browser: BrowserSecret<BrowserCookie>
    let place: SignInPlace

    /// - Parameters:
    ///   - session: the one that the browser holds.
    ///   - demand: what the interaction is for.
    package init(
        interaction: InteractionID, client: ClientID, browser: BrowserSecret<BrowserCookie>,
        session: BrowserSecret<SessionCookie>?, demand: SignInDemand? = nil
    ) {
        self.interaction = interaction
        self.browser = browser
        place = SignInPlace(interaction: interaction, client: client, session: session, demand: demand)
    }
}

/// A sign-in that has begun, with what it needs next.
struct DueStep: Sendable {
    let begun: BegunSignIn
    let account: LocalAccount
    let step: SignInStep
}

extension Transaction {
    /// What a sign-in that was begun here still needs; `nil` when none was begun, or it is too old.
    func dueStep(
        in interaction: InteractionID, _ browser: BrowserSecret<BrowserCookie>, at now: Instant
    ) throws
        -> DueStep?
    {
        guard let begun = try begunSignIns.find(in: interaction, browser: browser, at: now),
            let account = try signInAccount(of: begun.person),
            let step = begun.factors.missing(hasSecondFactor: try secondFactors.isEnrolled(begun.person))
        else { return nil }
        return DueStep(begun: begun, account: account, step: step)
    }

    /// The same, if it is this step that is due.
    func due(_ step: SignInStep, _ place: StepPlace, at now: Instant) throws -> DueStep? {
        guard let due = try dueStep(in: place.interaction, place.browser, at: now), due.step == step else { return nil }
        return due
    }
}

extension SessionOpening {
    /// Finishes a sign-in that was begun with an account of the city's: the browser is known to the account from now
    /// on.
    /// - Returns: the cookie of the new session; `nil` when the account is disabled.
    func finish(
        _ due: DueStep, adding factor: Factor, device: BrowserSecret<DeviceCookie>, at place: StepPlace, _ act: Act,
        in transaction: WriteTransaction
    ) throws -> BrowserSecret<SessionCookie>? {
        guard due.account.opensSessions else {
            try transaction.audit.append(
                act.event(
                    .signIn, .refused(due.account.refusalCode), by: .person(due.begun.person),
                    client: place.place.client?.text))
            return nil
        }
        let cookie = try open(
            due.begun.person, due.begun.factors.adding(factor), at: place.place, act, in: transaction)
        guard let cookie else { return nil }
        try transaction.devices.remember(device.hash, of: due.account.username, at: act.now)
        return cookie
    }
}
