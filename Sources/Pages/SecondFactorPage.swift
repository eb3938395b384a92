/// Asks for the second factor: the code of the authenticator app, or a recovery code in its place.
package struct SecondFactorPage: Page {
    private let way: Way
    private let platformName, action, formToken, otherWayPath: String
    private let problem: Problem?
    private let notice: PasswordNotice?

    /// What is asked for. The form sends it by a name of its own.
    package enum Way: String, Hashable, Sendable, CaseIterable {
        case oneTimePassword = "code"
        case recoveryCode = "recovery_code"

        /// The name of the field.
        package var field: String { rawValue }
    }

    /// What went wrong at the last attempt.
    package enum Problem: Hashable, Sendable {
        case wrongCode
        /// It was right, and has opened a session before.
        case usedCode
        case locked(minutes: Int)
        /// The form token isn't good any more.
        case formTooOld

        /// Whether the field has to be filled in differently.
        var isAboutField: Bool { self == .wrongCode || self == .usedCode }
    }

    /// - Parameters:
    ///   - action: the path that the form posts to, whichever way.
    ///   - otherWayPath: where the same page asks for the other of the two.
    ///   - notice: what is to be said of the password.
    package init(
        way: Way, platformName: String, action: String, formToken: String, otherWayPath: String,
        problem: Problem? = nil, notice: PasswordNotice? = nil
    ) {
        self.way = way
        self.platformName = platformName
        self.action = action
        self.formToken = formToken
        self.otherWayPath = otherWayPath
        self.problem = problem
        self.notice = notice
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.secondFactor
        package let title: String
        let asks, platformName: String
        let notice, problemMark, problem, wrongCodeProblem: String?
        let action: Address
        let formToken, label, hint, field, inputMode, autocomplete, submit: String
        let otherWayPath: Address
        let otherWay, lost, lostHelp: String
    }

    package func content(in language: Language) -> Content {
        let texts = SecondFactorTexts.self
        let isApp = way == .oneTimePassword
        return Content(
            title: texts.title(language), asks: texts.asks(language), platformName: platformName,
            notice: notice.map { DirectorySignInTexts.notice($0)(language) },
            problemMark: problem.map { _ in SignInTexts.problemMark(language) },
            problem: problem.map { texts.problem($0, way)(language) },
            wrongCodeProblem: problem.flatMap { $0.isAboutField ? "problem" : nil }, action: Address(action),
            formToken: formToken, label: texts.label(way)(language), hint: texts.hint(way)(language), field: way.field,
            inputMode: isApp ? "numeric" : "text", autocomplete: isApp ? "one-time-code" : "off",
            submit: texts.submit(language), otherWayPath: Address(otherWayPath),
            otherWay: texts.otherWay(than: way)(language), lost: texts.lost(language),
            lostHelp: texts.lostHelp(language))
    }
}
