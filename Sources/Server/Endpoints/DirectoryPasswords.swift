import Accounts
import CoreMetrics
import Hummingbird
import Identity
import Operations
import Pages

/// The part of the login page that shows a name and a password to the directory of staff.
struct DirectoryPasswords: Sendable {
    private let signIn: DirectorySignIn
    private let metrics: any MetricsFactory
    private let log: LimitedLogger

    init(_ provider: Provider, through door: DirectoryDoor, pages: PageResponder) {
        signIn = DirectorySignIn(provider.installation, through: door)
        metrics = provider.metrics
        log = pages.log
    }

    /// - Returns: `nil` for names that aren't the directory's.
    func signIn(
        _ name: String, _ password: PresentedPassword, device: BrowserSecret<DeviceCookie>, _ page: Interacting
    ) async throws -> PasswordAnswer? {
        let visit = page.visit
        let outcome = try await signIn.run(name, password, device: device, at: page.stepPlace, visit.anonymous)
        if let word = outcome.word {
            Counter(label: "hue_sso_directory_sign_ins", dimensions: [("outcome", word)], factory: metrics).increment()
        }
        switch outcome {
        case .notAsked: return nil
        case .begun(let step, let warning):
            let notice = warning.map(PasswordNotice.init)
            return .goesOn(to: InteractionPage(step).path(of: page.id, telling: notice))
        case .kept: return .kept
        case .wrong: return .problem(.wrongUsernameOrPassword, .forbidden)
        case .locked(let until): return .locked(Wait(until: until, visit.now))
        case .lockedThere: return .problem(.lockedInDirectory, .forbidden)
        case .disabledThere: return .problem(.disabledInDirectory, .forbidden)
        case .expiredThere: return .problem(.directoryPasswordExpired, .forbidden)
        case .changeThere: return .problem(.directoryPasswordToChange, .forbidden)
        case .notNowThere: return .problem(.directoryNotNow, .forbidden)
        case .busy: return .problem(.tooManyAttemptsAtOnce, .serviceUnavailable)
        case .unavailable(let why):
            log.log(.error, "the directory doesn't answer who signs in", metadata: ["reason": "\(why)"])
            return .problem(.directoryUnavailable, .serviceUnavailable)
        }
    }
}

extension DirectorySignIn.Outcome {
    /// For a counter; `nil` for what wasn't the directory's.
    fileprivate var word: String? {
        switch self {
        case .notAsked: nil
        case .begun, .kept: "accepted"
        case .wrong, .lockedThere, .disabledThere, .expiredThere, .changeThere, .notNowThere: "refused"
        case .locked: "locked"
        case .busy: "busy"
        case .unavailable: "unavailable"
        }
    }
}

extension PasswordNotice {
    fileprivate init(_ warning: DirectoryWarning) {
        self =
            switch warning {
            case .graceLeft(let count): .graceLeft(count)
            case .expires(let time): .expires(days: Int(clamping: time.wholeSeconds / 86_400))
            }
    }
}
