/// A page of the provider: it knows its texts, and turns itself into what its template shows. It knows no HTTP.
package protocol Page: Sendable {
    /// What the template reads, in one language.
    associatedtype Content: PageContent

    func content(in language: Language) -> Content
}

/// What a template reads: texts, addresses and lists, by their members' names. Every page's has a title.
package protocol PageContent: Sendable {
    static var template: PageTemplate { get }
    var title: String { get }
}

/// An item of a list: a template repeats a section for each.
protocol ListItem: Sendable {}

/// The templates, each named like its page.
package enum PageTemplate: CaseIterable, Sendable {
    case signIn, alreadySignedIn, finished, consent, expired, confirmLogout, signedOut, error, `continue`, formPost,
        home
    case choosePost, secondFactor, enrolSecondFactor, recoveryCodes, choosePassword, deviceCode, deviceConfirm
    case deviceDone, renewRecoveryCodes, mistake, waitingRequests, requestConfirm, requestDone, consents

    var source: [UInt8] {
        switch self {
        case .signIn: PackageResources.sign_in_mustache
        case .alreadySignedIn: PackageResources.already_signed_in_mustache
        case .finished: PackageResources.finished_mustache
        case .consent: PackageResources.consent_mustache
        case .expired: PackageResources.expired_mustache
        case .confirmLogout: PackageResources.confirm_logout_mustache
        case .signedOut: PackageResources.signed_out_mustache
        case .error: PackageResources.error_mustache
        case .continue: PackageResources.continue_mustache
        case .formPost: PackageResources.form_post_mustache
        case .home: PackageResources.home_mustache
        case .choosePost: PackageResources.choose_post_mustache
        case .secondFactor: PackageResources.second_factor_mustache
        case .enrolSecondFactor: PackageResources.enrol_second_factor_mustache
        case .recoveryCodes: PackageResources.recovery_codes_mustache
        case .choosePassword: PackageResources.choose_password_mustache
        case .deviceCode: PackageResources.device_code_mustache
        case .deviceConfirm: PackageResources.device_confirm_mustache
        case .deviceDone: PackageResources.device_done_mustache
        case .renewRecoveryCodes: PackageResources.renew_recovery_codes_mustache
        case .mistake: PackageResources.mistake_mustache
        case .waitingRequests: PackageResources.waiting_requests_mustache
        case .requestConfirm: PackageResources.request_confirm_mustache
        case .requestDone: PackageResources.request_done_mustache
        case .consents: PackageResources.consents_mustache
        }
    }
}

/// What every page has around its content.
package struct Frame: Sendable {
    package let language: Language
    /// Where the same page is shown in the other language; `nil` where that can't be asked for again.
    package let otherLanguagePath: String?

    package init(language: Language, otherLanguagePath: String?) {
        self.language = language
        self.otherLanguagePath = otherLanguagePath
    }
}
