import Pages
import Testing

@Suite struct PageTests {
    @Test(arguments: Sample.all, Language.allCases)
    func `a page is a whole document in the chosen language`(_ sample: Sample, _ language: Language) throws {
        let html = try sample.html(in: language)
        #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\"\(language.rawValue)\">"))
        #expect(html.hasSuffix("</html>\n"))
        #expect(!html.contains("{{") && !html.contains("}}") && !html.contains("&amp;amp;"))
        let document = try HTMLDocument(html)
        #expect(document.all("h1").count == 1)
        #expect(document.all("main").count == 1)
        let titles = document.all("title")
        let system =
            switch language {
            case .vietnamese: "Hệ thống đăng nhập một lần thành phố Huế"
            case .english: "Hue City Single Sign-On"
            }
        #expect(titles.count == 1 && titles.allSatisfy { $0.text.hasSuffix(" – \(system)") })
        for element in document.elements where ["h1", "h2", "a", "button", "label", "summary"].contains(element.name) {
            #expect(element.text.contains { $0.isLetter }, "\(element) says nothing")
        }
    }

    @Test(arguments: Sample.all)
    func `the two languages say different things`(_ sample: Sample) throws {
        let vietnamese = try sample.document(in: .vietnamese)
        let english = try sample.document(in: .english)
        #expect(vietnamese.all("title")[0].text != english.all("title")[0].text)
        #expect(vietnamese.text != english.text)
        #expect(vietnamese.elements.map(\.shape) == english.elements.map(\.shape))
    }

    @Test(arguments: Language.allCases)
    func `a page leads to itself in the other language by that language's name`(_ language: Language) throws {
        let link = try #require(try Sample.signIn.document(in: language)[id: "other-language"])
        let (tag, name) =
            switch language {
            case .vietnamese: ("en", "English")
            case .english: ("vi", "Tiếng Việt")
            }
        #expect(link["href"] == "/page?lang=other" && link["lang"] == tag && link["hreflang"] == tag)
        #expect(link.text == name)
        let alone = try PageRenderer().render(
            Sample.signIn.page(), in: Frame(language: language, otherLanguagePath: nil))
        #expect(try HTMLDocument(alone)[id: "other-language"] == nil)
    }

    @Test(arguments: Sample.all)
    func `ids are there and unique, and what refers to one finds it`(_ sample: Sample) throws {
        let document = try sample.document(in: .vietnamese)
        let ids = document.elements.compactMap { $0["id"] }
        #expect(Set(ids).count == ids.count)
        #expect(sample.ids.subtracting(ids).isEmpty)
        for element in document.elements {
            for name in ["for", "aria-describedby", "aria-labelledby"] {
                for reference in (element[name] ?? "").split(separator: " ").map(String.init) {
                    #expect(ids.contains(reference), "\(name) of \(element) leads nowhere")
                }
            }
            if let address = element["href"], address.hasPrefix("#") {
                #expect(ids.contains(String(address.dropFirst())))
            }
        }
    }

    @Test(arguments: Sample.all)
    func `a form posts to its action and carries its token`(_ sample: Sample) throws {
        let document = try sample.document(in: .vietnamese)
        let forms = document.all("form")
        let tokens = document.all("input").filter { $0["name"] == "form_token" }
        #expect(forms.count == (sample.texts.contains("action") ? 1 : 0))
        for form in forms {
            #expect(form["method"] == "post" && form["action"] == Sample.harmless("action"))
        }
        #expect(
            tokens.map { $0["value"] } == (sample.texts.contains("formToken") ? [Sample.harmless("formToken")] : []))
        #expect(tokens.allSatisfy { $0["type"] == "hidden" })
    }

    @Test(arguments: Sample.all)
    func `every field that is seen has a label`(_ sample: Sample) throws {
        let document = try sample.document(in: .vietnamese)
        let labels = document.all("label").map { $0["for"] }
        for input in document.all("input") where input["type"] != "hidden" {
            #expect(input["id"] != nil && labels.contains(input["id"]))
        }
    }

    @Test(arguments: Sample.all)
    func `a page brings nothing along but the stylesheet`(_ sample: Sample) throws {
        let document = try sample.document(in: .vietnamese)
        let foreign: Set = [
            "style", "img", "image", "use", "object", "embed", "base", "video", "audio", "source",
        ]
        // After a sign-out, what its policy names is loaded, and not shown.
        let frames = document.all("iframe")
        #expect(frames.isEmpty || sample.testDescription.hasPrefix("signed out"))
        #expect(frames.allSatisfy { $0["hidden"] != nil })
        #expect(document.elements.filter { foreign.contains($0.name) }.isEmpty)
        #expect(document.all("link").map { [$0["rel"], $0["href"]] } == [["stylesheet", Stylesheet.path]])
        #expect(document.all("script").count == (sample.testDescription == "form post" ? 1 : 0))
        for name in document.elements.filter({ $0.name != "iframe" }).flatMap(\.attributes).map(\.name) {
            #expect(name != "style" && name != "src" && !name.hasPrefix("on"))
        }
        // A picture of ours is a path and a name, and fetches nothing.
        for picture in document.all("svg") { #expect(picture["role"] == "img" && picture["aria-label"] != nil) }
        #expect(document.all("path").allSatisfy { $0.shape == "path d" })
        #expect(document.all("meta").allSatisfy { $0["http-equiv"] == nil })
    }
}
