import HTTPTypes
import Hummingbird
import Mustache

/// The pages of the simulation, Vietnamese first, from templates that are compiled in.
///
/// They say on top that this is a simulation, carry no emblem and no logo, and need no JavaScript.
struct Pages: Sendable {
    private let signIn: MustacheTemplate
    private let consent: MustacheTemplate
    private let notice: MustacheTemplate
    private let library: MustacheLibrary

    /// - Throws: what the template's parser says; the templates are ours, so a test is where that is seen.
    init() throws {
        signIn = try MustacheTemplate(bytes: PackageResources.sign_in_mustache)
        consent = try MustacheTemplate(bytes: PackageResources.consent_mustache)
        notice = try MustacheTemplate(bytes: PackageResources.notice_mustache)
        library = MustacheLibrary(
            templates: ["layout": try MustacheTemplate(bytes: PackageResources.layout_mustache)])
    }

    func signIn(_ page: SignInPage) -> Response {
        .html(signIn.render(page, library: library))
    }

    func consent(_ page: ConsentPage) -> Response {
        .html(consent.render(page, library: library))
    }

    /// - Parameter way: where the link back leads; none where no redirect URI can be trusted.
    func notice(_ notice: Notice, way: String? = nil, status: HTTPResponse.Status = .ok) -> Response {
        let page = NoticePage(
            id: notice.rawValue, vietnameseTitle: notice.vietnamese.title, englishTitle: notice.english.title,
            vietnamese: notice.vietnamese.body, english: notice.english.body, way: way)
        return .html(self.notice.render(page, library: library), status: status)
    }

    /// The page for a form that can't be read.
    func refusal(_ refusal: FormRefusal) -> Response {
        switch refusal {
        case .wrongType: notice(.unreadableRequest, status: .unsupportedMediaType)
        case .tooLarge: notice(.unreadableRequest, status: .contentTooLarge)
        case .malformed: notice(.unreadableRequest, status: .badRequest)
        }
    }

    var styleSheet: Response {
        Response(
            status: .ok, headers: [.contentType: "text/css; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: PackageResources.style_css)))
    }

    private struct NoticePage {
        let id: String
        let vietnameseTitle: String
        let englishTitle: String
        let vietnamese: String
        let english: String
        let way: String?
    }
}

extension MustacheTemplate {
    fileprivate init(bytes: [UInt8]) throws {
        try self.init(string: String(decoding: bytes, as: UTF8.self))
    }
}
