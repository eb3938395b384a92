/// Asks for the code that a device shows (RFC 8628 §3.3).
package struct DeviceCodePage: Page {
    private let userCode, action, formToken: String
    private let problem: Problem?

    /// What went wrong at the last attempt.
    package enum Problem: Hashable, Sendable {
        /// No device waits with this code, or not any more.
        case unknownOrExpired
        /// Too many wrong codes came from here.
        case tooManyAttempts(minutes: Int)
        /// The form token isn't good any more.
        case formTooOld
    }

    /// - Parameter userCode: what stands in the field already: from the device's link (RFC 8628 §3.3.1), or as it was
    ///   typed.
    package init(userCode: String = "", action: String, formToken: String, problem: Problem? = nil) {
        self.userCode = userCode
        self.action = action
        self.formToken = formToken
        self.problem = problem
    }

    package struct Content: PageContent {
        package static let template = PageTemplate.deviceCode
        package let title: String
        let explanation: String
        let problemMark, problem, wrongCodeProblem: String?
        let action: Address
        let formToken, label, hint, userCode, submit: String
    }

    package func content(in language: Language) -> Content {
        let texts = DeviceTexts.self
        return Content(
            title: texts.title(language), explanation: texts.explanation(language),
            problemMark: problem.map { _ in SignInTexts.problemMark(language) },
            problem: problem.map { texts.problem($0)(language) },
            wrongCodeProblem: problem == .unknownOrExpired ? "problem" : nil, action: Address(action),
            formToken: formToken, label: texts.label(language), hint: texts.hint(language), userCode: userCode,
            submit: texts.submit(language))
    }
}
