// What bin/demo builds on its farm: one index of two platforms, each from a node of its own.
pipeline {
    agent any
    stages {
        stage('Image') {
            steps {
                writeFile file: 'Dockerfile', text: """\
                    FROM ${env.BASE_IMAGE}
                    RUN echo "Hello from \$(uname -m)" >/hello && sleep 2 && cat /hello
                    CMD ["cat", "/hello"]
                    """.stripIndent()
                script {
                    def image = farmBuild(
                        tags: ["${env.REGISTRY}/demo/farm:${env.BUILD_NUMBER}", "${env.REGISTRY}/demo/farm:latest"],
                        platforms: ['linux/amd64', 'linux/arm64'],
                        push: true)
                    image.platforms.each { platform, built -> echo "${platform}: ${built.digest}, built on ${built.node}" }
                }
            }
        }
    }
}
