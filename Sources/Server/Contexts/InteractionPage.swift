import Identity
import OpenIDConnect

/// The pages of an interaction: the one place that knows their paths.
enum InteractionPage: String, CaseIterable {
    /// The authorization endpoint, to which every page sends the browser back.
    case resume = "/oauth2/authorize"
    case signIn = "/sign-in"
    case confirmAccount = "/confirm"
    case choosePost = "/posts"
    case consent = "/consent"
    case choosePassword = "/choose-password"
    case enrolSecondFactor = "/enrol"
    case secondFactor = "/second-factor"

    func path(of interaction: InteractionID) -> String { "\(rawValue)/\(interaction.text)" }

    /// The page on which a step is done; `nil` for steps that are none of a page.
    init?(_ step: NextStep) {
        switch step {
        case .signIn: self = .signIn
        case .finishSignIn(.choosePassword): self = .choosePassword
        case .finishSignIn(.enrolSecondFactor): self = .enrolSecondFactor
        case .finishSignIn(.secondFactor): self = .secondFactor
        case .confirmAccount: self = .confirmAccount
        case .choosePost: self = .choosePost
        case .askConsent: self = .consent
        case .issueCode, .refuse: return nil
        }
    }
}
